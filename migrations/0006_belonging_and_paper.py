from database import operations as own
from tortoise import migrations
from tortoise.migrations import operations as ops
from ballot_box.models.elections import Channel, Outcome, PaperRule
from ballot_box.models.paper import BatchState, PaperState, SlipState
from orjson import loads
from post.models import MessageChannel
from residents.models.accounts import Role, SessionKind
from residents.models.claims import AgeBand, ClaimState, Evidence, MarkKind, ProofMethod
from residents.models.code_letters import CodeLetterState
from residents.models.flags import ApprovalState, FlagState
from residents.models.presence import HandoverState
from residents.models.vouchers import VoucherState
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('models', '0005_shape_of_neighbourhoods')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Approval',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('act', fields.CharField(max_length=40)),
                ('thing', fields.CharField(max_length=80)),
                ('payload', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('payload_hash', fields.CharField(max_length=64)),
                ('because', fields.TextField(default='', unique=False)),
                ('state', fields.CharEnumField(default=ApprovalState.WAITING, description='WAITING: waiting\nAPPROVED: approved\nREFUSED: refused\nLAPSED: lapsed', enum_type=ApprovalState, max_length=10)),
                ('asked_by', fields.ForeignKeyField('models.Account', source_field='asked_by_id', db_constraint=True, to_field='id', related_name='approvals_asked', on_delete=OnDelete.RESTRICT)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ruled_by', fields.ForeignKeyField('models.Account', source_field='ruled_by_id', null=True, db_constraint=True, to_field='id', related_name='approvals_ruled', on_delete=OnDelete.RESTRICT)),
                ('ruled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'approval', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Something that two officers must want: one asked, another says yes to exactly that within a day.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Approval',
            constraint=CheckConstraint(check='ruled_by_id IS NULL OR ruled_by_id <> asked_by_id', name='ck_approval_second_officer'),
        ),
        ops.AddIndex(
            model_name='Approval',
            index=Index(fields=['state', 'id'], name='ix_approval_queue'),
        ),
        ops.AddIndex(
            model_name='Approval',
            index=Index(fields=['thing'], name='ix_approval_thing'),
        ),
        ops.CreateModel(
            name='ClaimStep',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('claim', fields.ForeignKeyField('models.Claim', source_field='claim_id', db_constraint=True, to_field='id', related_name='steps', on_delete=OnDelete.RESTRICT)),
                ('before', fields.CharField(max_length=16)),
                ('after', fields.CharField(max_length=16)),
                ('event', fields.CharField(max_length=30)),
                ('actor', fields.CharField(max_length=120)),
                ('done_on', fields.DateField()),
            ],
            options={'table': 'claim_step', 'app': 'models', 'pk_attr': 'id', 'table_description': "One change of a claim's state: what happened, by whom, on which day. Nothing personal."},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='ClaimStep',
            index=Index(fields=['claim_id', 'id'], name='ix_claim_step_claim'),
        ),
        ops.CreateModel(
            name='EqualityAnswer',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=32)),
                ('about', fields.CharField(max_length=40)),
                ('answered_on', fields.DateField()),
                ('answers', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'equality_answer', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One filled-in equality form: no person, no ballot, no time finer than a day, an id drawn by chance.'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='EqualityAnswer',
            index=Index(fields=['about'], name='ix_equality_about'),
        ),
        ops.CreateModel(
            name='Franchise',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=120)),
                ('key_name', fields.CharField(max_length=60)),
                ('counts_from', fields.CharEnumField(default=Evidence.E2, description='E0: E0\nE1: E1\nE2: E2\nE3: E3', enum_type=Evidence, max_length=2)),
                ('proofs', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('confirm_by', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('challenge_ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('limits', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('expired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('key_destroyed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'franchise', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Who may take part in one vote or assembly and how they show it, as far as the packages below need to know.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Franchise',
            constraint=UniqueConstraint(fields=('key_name',), name='uq_franchise_key'),
        ),
        ops.CreateModel(
            name='CodeLetter',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('franchise', fields.ForeignKeyField('models.Franchise', source_field='franchise_id', db_constraint=True, to_field='id', related_name='code_letters', on_delete=OnDelete.RESTRICT)),
                ('claim', fields.ForeignKeyField('models.Claim', source_field='claim_id', db_constraint=True, to_field='id', related_name='code_letters', on_delete=OnDelete.RESTRICT)),
                ('reference', fields.CharField(max_length=12)),
                ('code_hash', fields.CharField(max_length=64)),
                ('state', fields.CharEnumField(default=CodeLetterState.QUEUED, description='QUEUED: queued\nPOSTED: posted\nREDEEMED: redeemed\nEXPIRED: expired\nRETURNED: returned\nFAILED: failed\nCANCELLED: cancelled', enum_type=CodeLetterState, max_length=10)),
                ('tries', fields.IntField(default=0)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('posted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('message', fields.ForeignKeyField('models.Message', source_field='message_id', null=True, db_constraint=True, to_field='id', related_name='code_letters', on_delete=OnDelete.SET_NULL)),
            ],
            options={'table': 'code_letter', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A letter with a one-time code. The address stands in the message alone, until it is posted.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='CodeLetter',
            constraint=UniqueConstraint(fields=('reference',), name='uq_code_letter_reference'),
        ),
        ops.AddIndex(
            model_name='CodeLetter',
            index=Index(fields=['claim_id'], name='ix_code_letter_claim'),
        ),
        ops.AddIndex(
            model_name='CodeLetter',
            index=Index(fields=['state', 'id'], name='ix_code_letter_queue'),
        ),
        ops.CreateModel(
            name='Flag',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('franchise', fields.ForeignKeyField('models.Franchise', source_field='franchise_id', db_constraint=True, to_field='id', related_name='flags', on_delete=OnDelete.RESTRICT)),
                ('rule', fields.CharField(max_length=30)),
                ('subject', fields.CharField(max_length=80)),
                ('detail', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('state', fields.CharEnumField(default=FlagState.RAISED, description='RAISED: raised\nASSIGNED: assigned\nCONTACTED: contacted\nDISMISSED: dismissed\nCONFIRMED: confirmed', enum_type=FlagState, max_length=10)),
                ('raised_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('assigned_to', fields.ForeignKeyField('models.Account', source_field='assigned_to_id', null=True, db_constraint=True, to_field='id', related_name='flags_assigned', on_delete=OnDelete.RESTRICT)),
                ('contacted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('because', fields.TextField(default='', unique=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_by', fields.ForeignKeyField('models.Account', source_field='ended_by_id', null=True, db_constraint=True, to_field='id', related_name='flags_ended', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'flag', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Something odd that a person has to look at. It blocks nobody.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Flag',
            constraint=UniqueConstraint(fields=('franchise_id', 'rule', 'subject'), name='uq_flag_subject'),
        ),
        ops.AddIndex(
            model_name='Flag',
            index=Index(fields=['state', 'id'], name='ix_flag_queue'),
        ),
        ops.CreateModel(
            name='FlagClaim',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('flag', fields.ForeignKeyField('models.Flag', source_field='flag_id', db_constraint=True, to_field='id', related_name='about', on_delete=OnDelete.RESTRICT)),
                ('claim', fields.ForeignKeyField('models.Claim', source_field='claim_id', db_constraint=True, to_field='id', related_name='flags', on_delete=OnDelete.RESTRICT)),
                ('state_before', fields.CharEnumField(description='DECLARED: declared\nPROVISIONAL: provisional\nAWAITING_LETTER: awaiting_letter\nVERIFIED: verified\nUNDER_REVIEW: under_review\nREJECTED: rejected\nWITHDRAWN: withdrawn\nEXPIRED: expired', enum_type=ClaimState, max_length=16)),
            ],
            options={'table': 'flag_claim', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A claim that a flag is about, and the state it goes back to when the flag is dismissed.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='FlagClaim',
            constraint=UniqueConstraint(fields=('flag_id', 'claim_id'), name='uq_flag_claim'),
        ),
        ops.AddIndex(
            model_name='FlagClaim',
            index=Index(fields=['claim_id'], name='ix_flag_claim_claim'),
        ),
        ops.CreateModel(
            name='Mark',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('franchise', fields.ForeignKeyField('models.Franchise', source_field='franchise_id', db_constraint=True, to_field='id', related_name='marks', on_delete=OnDelete.RESTRICT)),
                ('claim', fields.ForeignKeyField('models.Claim', source_field='claim_id', db_constraint=True, to_field='id', related_name='marks', on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharEnumField(description='ADDRESS: address\nPHONE: phone\nEMAIL: email\nPERSON: person\nDEVICE: device\nNETWORK: network', enum_type=MarkKind, max_length=10)),
                ('digest', fields.CharField(max_length=64)),
            ],
            options={'table': 'mark', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Something of a person that two people rarely share, as a keyed hash. Worthless once its key is destroyed.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Mark',
            constraint=UniqueConstraint(fields=('franchise_id', 'kind', 'digest', 'claim_id'), name='uq_mark'),
        ),
        ops.AddIndex(
            model_name='Mark',
            index=Index(fields=['claim_id'], name='ix_mark_claim'),
        ),
        ops.CreateModel(
            name='Organisation',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=120)),
                ('contact_name', fields.CharField(default='', max_length=120)),
                ('contact_email', fields.CharField(default='', max_length=254)),
                ('added_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'organisation', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A trusted organisation that hands vouchers to people it knows.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Organisation',
            constraint=UniqueConstraint(fields=('name',), name='uq_organisation_name'),
        ),
        ops.CreateModel(
            name='Purge',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('done_on', fields.DateField()),
                ('what', fields.CharField(max_length=40)),
                ('rows', fields.IntField()),
            ],
            options={'table': 'purge', 'app': 'models', 'pk_attr': 'id', 'table_description': 'How many rows of one table were deleted for good on one day.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Purge',
            constraint=UniqueConstraint(fields=('done_on', 'what'), name='uq_purge_day'),
        ),
        ops.CreateModel(
            name='Rejection',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('claim', fields.ForeignKeyField('models.Claim', source_field='claim_id', db_constraint=True, to_field='id', related_name='rejections', on_delete=OnDelete.RESTRICT)),
                ('franchise', fields.ForeignKeyField('models.Franchise', source_field='franchise_id', null=True, db_constraint=True, to_field='id', related_name='rejections', on_delete=OnDelete.RESTRICT)),
                ('rule', fields.CharField(max_length=30)),
                ('because', fields.TextField(unique=False)),
                ('asked_by', fields.ForeignKeyField('models.Account', source_field='asked_by_id', db_constraint=True, to_field='id', related_name='rejections_asked', on_delete=OnDelete.RESTRICT)),
                ('approved_by', fields.ForeignKeyField('models.Account', source_field='approved_by_id', db_constraint=True, to_field='id', related_name='rejections_approved', on_delete=OnDelete.RESTRICT)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('appeal_by', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('appeal', fields.TextField(default='', unique=False)),
                ('appealed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ruled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('upheld', fields.BooleanField(null=True)),
                ('ruling', fields.TextField(default='', unique=False)),
                ('ruled_by', fields.ForeignKeyField('models.Account', source_field='ruled_by_id', null=True, db_constraint=True, to_field='id', related_name='appeals_ruled_on_claims', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'rejection', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A claim that two officers took out, and what the person said to it.'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='Rejection',
            index=Index(fields=['claim_id'], name='ix_rejection_claim'),
        ),
        ops.CreateModel(
            name='Venue',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=120)),
                ('where', fields.CharField(default='', max_length=200)),
                ('ward', fields.ForeignKeyField('models.Ward', source_field='ward_id', null=True, db_constraint=True, to_field='code', related_name='venues', on_delete=OnDelete.RESTRICT)),
                ('step_free', fields.BooleanField(default=False)),
                ('hearing_loop', fields.BooleanField(default=False)),
                ('networks', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('added_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'venue', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A named place where people are met: a community lounge, a library, a market stall.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Venue',
            constraint=UniqueConstraint(fields=('name',), name='uq_venue_name'),
        ),
        ops.CreateModel(
            name='HelperAct',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('helper', fields.ForeignKeyField('models.Account', source_field='helper_id', db_constraint=True, to_field='id', related_name='helper_acts', on_delete=OnDelete.RESTRICT)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', related_name='helped_by', on_delete=OnDelete.RESTRICT)),
                ('venue', fields.ForeignKeyField('models.Venue', source_field='venue_id', null=True, db_constraint=True, to_field='id', related_name='helper_acts', on_delete=OnDelete.RESTRICT)),
                ('act', fields.CharField(max_length=30)),
                ('done_on', fields.DateField()),
            ],
            options={'table': 'helper_act', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Something that a helper did for somebody: listed for officers, and shown to the person.'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='HelperAct',
            index=Index(fields=['helper_id', 'done_on'], name='ix_helper_act_helper'),
        ),
        ops.AddIndex(
            model_name='HelperAct',
            index=Index(fields=['account_id'], name='ix_helper_act_account'),
        ),
        ops.CreateModel(
            name='Kiosk',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('token_hash', fields.CharField(max_length=64)),
                ('venue', fields.ForeignKeyField('models.Venue', source_field='venue_id', db_constraint=True, to_field='id', related_name='kiosks', on_delete=OnDelete.RESTRICT)),
                ('started_by', fields.ForeignKeyField('models.Account', source_field='started_by_id', db_constraint=True, to_field='id', related_name='kiosks_started', on_delete=OnDelete.RESTRICT)),
                ('pin_hash', fields.CharField(max_length=200)),
                ('pin_tries', fields.IntField(default=0)),
                ('started_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'kiosk', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A device of ours in kiosk mode, known by its cookie. Leaving the mode needs the PIN.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Kiosk',
            constraint=UniqueConstraint(fields=('token_hash',), name='uq_kiosk_token'),
        ),
        ops.CreateModel(
            name='Handover',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('helper', fields.ForeignKeyField('models.Account', source_field='helper_id', db_constraint=True, to_field='id', related_name='handovers_made', on_delete=OnDelete.RESTRICT)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_constraint=True, to_field='id', related_name='handovers', on_delete=OnDelete.RESTRICT)),
                ('kiosk', fields.ForeignKeyField('models.Kiosk', source_field='kiosk_id', null=True, db_constraint=True, to_field='id', related_name='handovers', on_delete=OnDelete.RESTRICT)),
                ('code_hash', fields.CharField(max_length=64)),
                ('state', fields.CharEnumField(default=HandoverState.WAITING, description='WAITING: waiting\nIN_USE: in_use\nDONE: done\nLAPSED: lapsed', enum_type=HandoverState, max_length=8)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'handover', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A helper hands somebody a device. The helper sees this state and nothing else of what happens on it.'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='Handover',
            index=Index(fields=['code_hash'], name='ix_handover_code'),
        ),
        ops.AddIndex(
            model_name='Handover',
            index=Index(fields=['helper_id', 'id'], name='ix_handover_helper'),
        ),
        ops.AddIndex(
            model_name='Handover',
            index=Index(fields=['account_id'], name='ix_handover_account'),
        ),
        ops.CreateModel(
            name='PaperBatch',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('election', fields.ForeignKeyField('models.Election', source_field='election_id', db_constraint=True, to_field='id', related_name='paper_batches', on_delete=OnDelete.RESTRICT)),
                ('contest', fields.CharField(max_length=40)),
                ('name', fields.CharField(max_length=20)),
                ('venue', fields.ForeignKeyField('models.Venue', source_field='venue_id', null=True, db_constraint=True, to_field='id', related_name='paper_batches', on_delete=OnDelete.RESTRICT)),
                ('seal', fields.CharField(max_length=40)),
                ('issued', fields.IntField()),
                ('state', fields.CharEnumField(default=BatchState.REGISTERED, description='REGISTERED: registered\nOUT: out\nRETURNED: returned\nKEYED_ONCE: keyed_once\nKEYED_TWICE: keyed_twice\nDIFFERS: differs\nAGREED: agreed\nSIGNED_OFF: signed_off\nCOUNTED: counted\nVOID: void', enum_type=BatchState, max_length=12)),
                ('registered_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('out_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('out_signed_by', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('returned_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('returned_seal', fields.CharField(default='', max_length=40)),
                ('returned_signed_by', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('used', fields.IntField(null=True)),
                ('spoiled', fields.IntField(null=True)),
                ('unused', fields.IntField(null=True)),
                ('mismatch', fields.TextField(default='', unique=False)),
                ('slips_done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('keyer_a', fields.ForeignKeyField('models.Account', source_field='keyer_a_id', null=True, db_constraint=True, to_field='id', related_name='batches_keyed_first', on_delete=OnDelete.RESTRICT)),
                ('keyer_b', fields.ForeignKeyField('models.Account', source_field='keyer_b_id', null=True, db_constraint=True, to_field='id', related_name='batches_keyed_second', on_delete=OnDelete.RESTRICT)),
                ('audited_by', fields.ForeignKeyField('models.Account', source_field='audited_by_id', null=True, db_constraint=True, to_field='id', related_name='batches_audited', on_delete=OnDelete.RESTRICT)),
                ('audit', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('times_keyed', fields.IntField(default=1)),
                ('signed_off_by', fields.ForeignKeyField('models.Account', source_field='signed_off_by_id', null=True, db_constraint=True, to_field='id', related_name='batches_signed_off', on_delete=OnDelete.RESTRICT)),
                ('observer', fields.CharField(default='', max_length=120)),
                ('merged_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('void_because', fields.TextField(default='', unique=False)),
                ('version', fields.IntField(default=0)),
            ],
            options={'table': 'paper_batch', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Ballot papers that went to one place under one seal and came back.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='PaperBatch',
            constraint=CheckConstraint(check='issued >= 1', name='ck_paper_batch_issued'),
        ),
        own.AddConstraint(
            model_name='PaperBatch',
            constraint=CheckConstraint(check='keyer_a_id IS NULL OR keyer_b_id IS NULL OR keyer_a_id <> keyer_b_id', name='ck_paper_batch_keyers'),
        ),
        own.AddConstraint(
            model_name='PaperBatch',
            constraint=UniqueConstraint(fields=('election_id', 'name'), name='uq_paper_batch_name'),
        ),
        ops.CreateModel(
            name='Paper',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('batch', fields.ForeignKeyField('models.PaperBatch', source_field='batch_id', db_constraint=True, to_field='id', related_name='papers', on_delete=OnDelete.RESTRICT)),
                ('serial', fields.IntField()),
                ('state', fields.CharEnumField(default=PaperState.UNUSED, description='UNUSED: unused\nUSED: used\nSPOILED: spoiled\nMISSING: missing\nSET_ASIDE: set_aside\nINVALID: invalid', enum_type=PaperState, max_length=10)),
                ('state_because', fields.CharField(default='', max_length=200)),
                ('keyed_a', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('keyed_b', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('audited', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('ruling', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('ruled_because', fields.CharField(default='', max_length=300)),
                ('ruled_by', fields.ForeignKeyField('models.Account', source_field='ruled_by_id', null=True, db_constraint=True, to_field='id', related_name='papers_ruled_on', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'paper', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One printed ballot. Its serial leads to nobody.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Paper',
            constraint=UniqueConstraint(fields=('batch_id', 'serial'), name='uq_paper_serial'),
        ),
        ops.CreateModel(
            name='PaperSlip',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=32)),
                ('batch', fields.ForeignKeyField('models.PaperBatch', source_field='batch_id', db_constraint=True, to_field='id', related_name='slips', on_delete=OnDelete.RESTRICT)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', related_name='paper_slips', on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(default=SlipState.GOOD, description='GOOD: good\nDUPLICATE: duplicate\nNOT_ELIGIBLE: not_eligible', enum_type=SlipState, max_length=12)),
                ('because', fields.CharField(default='', max_length=200)),
                ('entered_by', fields.ForeignKeyField('models.Account', source_field='entered_by_id', db_constraint=True, to_field='id', related_name='slips_entered', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'paper_slip', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A slip torn off a ballot before keying: who voted on paper, and whether they may. It carries no serial.'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='PaperSlip',
            index=Index(fields=['batch_id'], name='ix_paper_slip_batch'),
        ),
        ops.CreateModel(
            name='Shift',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_constraint=True, to_field='id', related_name='shifts', on_delete=OnDelete.RESTRICT)),
                ('venue', fields.ForeignKeyField('models.Venue', source_field='venue_id', db_constraint=True, to_field='id', related_name='shifts', on_delete=OnDelete.RESTRICT)),
                ('starts_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('cancelled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'shift', 'app': 'models', 'pk_attr': 'id', 'table_description': 'When a verifier or facilitator stands at a venue. Nobody is verified outside one.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Shift',
            constraint=CheckConstraint(check='starts_at < ends_at', name='ck_shift_order'),
        ),
        ops.AddIndex(
            model_name='Shift',
            index=Index(fields=['account_id', 'starts_at'], name='ix_shift_account'),
        ),
        ops.AddIndex(
            model_name='Shift',
            index=Index(fields=['venue_id', 'starts_at'], name='ix_shift_venue'),
        ),
        ops.CreateModel(
            name='VoucherBatch',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('franchise', fields.ForeignKeyField('models.Franchise', source_field='franchise_id', db_constraint=True, to_field='id', related_name='voucher_batches', on_delete=OnDelete.RESTRICT)),
                ('organisation', fields.ForeignKeyField('models.Organisation', source_field='organisation_id', db_constraint=True, to_field='id', related_name='batches', on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=20)),
                ('size', fields.IntField()),
                ('minted_by', fields.ForeignKeyField('models.Account', source_field='minted_by_id', db_constraint=True, to_field='id', related_name='voucher_batches_minted', on_delete=OnDelete.RESTRICT)),
                ('minted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('printed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('assigned_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('signed_for_by', fields.CharField(default='', max_length=120)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('voided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('voided_because', fields.CharField(default='', max_length=300)),
            ],
            options={'table': 'voucher_batch', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Vouchers signed for by one organisation. Their codes were printed once and cannot be shown again.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='VoucherBatch',
            constraint=CheckConstraint(check='size >= 1', name='ck_voucher_batch_size'),
        ),
        own.AddConstraint(
            model_name='VoucherBatch',
            constraint=UniqueConstraint(fields=('franchise_id', 'name'), name='uq_voucher_batch_name'),
        ),
        ops.AddIndex(
            model_name='VoucherBatch',
            index=Index(fields=['organisation_id'], name='ix_voucher_batch_organisation'),
        ),
        ops.CreateModel(
            name='Proof',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('claim', fields.ForeignKeyField('models.Claim', source_field='claim_id', db_constraint=True, to_field='id', related_name='proof_rows', on_delete=OnDelete.RESTRICT)),
                ('method', fields.CharEnumField(description='CONTACT: contact\nIN_PERSON: in_person\nVOUCHER: voucher\nLETTER: letter\nREFERENCE: reference\nONE_LOGIN: one_login', enum_type=ProofMethod, max_length=10)),
                ('level', fields.CharEnumField(description='E0: E0\nE1: E1\nE2: E2\nE3: E3', enum_type=Evidence, max_length=2)),
                ('given_on', fields.DateField()),
                ('ward', fields.ForeignKeyField('models.Ward', source_field='ward_id', null=True, db_constraint=True, to_field='code', related_name='proofs', on_delete=OnDelete.RESTRICT)),
                ('venue', fields.ForeignKeyField('models.Venue', source_field='venue_id', null=True, db_constraint=True, to_field='id', related_name='proofs', on_delete=OnDelete.RESTRICT)),
                ('verifier', fields.ForeignKeyField('models.Account', source_field='verifier_id', null=True, db_constraint=True, to_field='id', related_name='proofs_given', on_delete=OnDelete.RESTRICT)),
                ('voucher_batch', fields.ForeignKeyField('models.VoucherBatch', source_field='voucher_batch_id', null=True, db_constraint=True, to_field='id', related_name='proofs', on_delete=OnDelete.RESTRICT)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_because', fields.CharField(default='', max_length=300)),
            ],
            options={'table': 'proof', 'app': 'models', 'pk_attr': 'id', 'table_description': 'That something was shown: how, where, to whom, on which day. Never what was shown.'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='Proof',
            index=Index(fields=['claim_id'], name='ix_proof_claim'),
        ),
        ops.AddIndex(
            model_name='Proof',
            index=Index(fields=['verifier_id', 'given_on'], name='ix_proof_verifier'),
        ),
        ops.CreateModel(
            name='Voucher',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('batch', fields.ForeignKeyField('models.VoucherBatch', source_field='batch_id', db_constraint=True, to_field='id', related_name='vouchers', on_delete=OnDelete.RESTRICT)),
                ('serial', fields.IntField()),
                ('code_hash', fields.CharField(max_length=64)),
                ('state', fields.CharEnumField(default=VoucherState.MINTED, description='MINTED: minted\nASSIGNED: assigned\nHANDED_OUT: handed_out\nREDEEMED: redeemed\nVOID: void\nEXPIRED: expired', enum_type=VoucherState, max_length=10)),
                ('changed_on', fields.DateField()),
                ('handed_out_by', fields.CharField(default='', max_length=120)),
                ('handed_out_at', fields.CharField(default='', max_length=120)),
            ],
            options={'table': 'voucher', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One card. Who redeemed it is not written here.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Voucher',
            constraint=UniqueConstraint(fields=('code_hash',), name='uq_voucher_code'),
        ),
        own.AddConstraint(
            model_name='Voucher',
            constraint=UniqueConstraint(fields=('batch_id', 'serial'), name='uq_voucher_serial'),
        ),
        ops.AddField(
            model_name='Ballot',
            name='counted',
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name='Claim',
            name='age_band',
            field=fields.CharEnumField(default=AgeBand.UNKNOWN, description='UNKNOWN: \nFROM_11: 11 to 15\nFROM_16: 16 to 17\nFROM_18: 18 to 24\nFROM_25: 25 to 44\nFROM_45: 45 to 64\nFROM_65: 65 and over', db_default='', enum_type=AgeBand, max_length=12),
        ),
        ops.AddField(
            model_name='Claim',
            name='franchise',
            field=fields.ForeignKeyField('models.Franchise', source_field='franchise_id', null=True, db_constraint=True, to_field='id', related_name='claims', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Claim',
            name='reminded_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Claim',
            name='state',
            field=fields.CharEnumField(default=ClaimState.DECLARED, description='DECLARED: declared\nPROVISIONAL: provisional\nAWAITING_LETTER: awaiting_letter\nVERIFIED: verified\nUNDER_REVIEW: under_review\nREJECTED: rejected\nWITHDRAWN: withdrawn\nEXPIRED: expired', db_default='declared', enum_type=ClaimState, max_length=16),
        ),
        ops.AddIndex(
            model_name='Claim',
            index=Index(fields=['franchise_id', 'state', 'id'], name='ix_claim_queue'),
        ),
        ops.AddField(
            model_name='Cycle',
            name='franchise',
            field=fields.ForeignKeyField('models.Franchise', source_field='franchise_id', null=True, db_constraint=True, to_field='id', related_name='cycles', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Cycle',
            name='paper_rule',
            field=fields.CharField(default='paper-stands', db_default='paper-stands', max_length=20),
        ),
        ops.AddField(
            model_name='Election',
            name='account',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='Election',
            name='franchise',
            field=fields.ForeignKeyField('models.Franchise', source_field='franchise_id', null=True, db_constraint=True, to_field='id', related_name='elections', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Election',
            name='paper_rule',
            field=fields.CharEnumField(default=PaperRule.PAPER_STANDS, description='PAPER_STANDS: paper-stands\nONLINE_STANDS: online-stands', db_default='paper-stands', enum_type=PaperRule, max_length=20),
        ),
        ops.AddField(
            model_name='Election',
            name='settled_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterModelOptions(
            name='Message',
            options={'table': 'message', 'app': 'models', 'indexes': [Index(fields=['state', 'due_at'], name='ix_message_due')], 'pk_attr': 'id', 'table_description': 'A message in the outbox. It commits, or not, with the change that it tells of.'},
        ),
        ops.AddField(
            model_name='Message',
            name='channel',
            field=fields.CharEnumField(default=MessageChannel.EMAIL, description='EMAIL: email\nLETTER: letter', db_default='email', enum_type=MessageChannel, max_length=10),
        ),
        ops.AlterField(
            model_name='RoleGrant',
            name='role',
            field=fields.CharEnumField(description='RESIDENT: resident\nMODERATOR: moderator\nREVIEWER: reviewer\nCYCLE_OFFICER: cycle_officer\nPUBLISHER: publisher\nADMINISTRATOR: administrator\nVERIFIER: verifier\nFACILITATOR: facilitator\nROLL_OFFICER: roll_officer\nKEYER: keyer', enum_type=Role, max_length=20),
        ),
        ops.AddField(
            model_name='RollEntry',
            name='channel',
            field=fields.CharEnumField(default=Channel.ONLINE, description='ONLINE: online\nKIOSK: kiosk\nPHONE: phone\nPAPER: paper', db_default='online', enum_type=Channel, max_length=10),
        ),
        ops.AddField(
            model_name='RollEntry',
            name='outcome',
            field=fields.CharEnumField(default=Outcome.OPEN, description='OPEN: \nCOUNTED: counted\nUNCONFIRMED: unconfirmed\nREMOVED: removed\nWITHDRAWN: withdrawn', db_default='', enum_type=Outcome, max_length=12),
        ),
        ops.AddField(
            model_name='RollEntry',
            name='outcome_because',
            field=fields.CharField(default='', db_default='', max_length=30),
        ),
        ops.AddField(
            model_name='RollEntry',
            name='to_be_told',
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AlterField(
            model_name='Session',
            name='kind',
            field=fields.CharEnumField(description='RESIDENT: resident\nOFFICER: officer\nKIOSK: kiosk', enum_type=SessionKind, max_length=10),
        ),
    ]
