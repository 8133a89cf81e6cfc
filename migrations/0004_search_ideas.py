from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

# Full-text search over title and body. Each database has its own way, and neither needs anything outside itself.
# English word stems and no list of words to leave out: whoever searches for "who" finds it on both.
_SQLITE = [
    """CREATE VIRTUAL TABLE idea_search USING fts5(
         title, body, content='idea', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')""",
    "INSERT INTO idea_search(idea_search) VALUES ('rebuild')",
    """CREATE TRIGGER idea_search_added AFTER INSERT ON idea BEGIN
         INSERT INTO idea_search(rowid, title, body) VALUES (new.id, new.title, new.body);
       END""",
    """CREATE TRIGGER idea_search_changed AFTER UPDATE OF title, body ON idea BEGIN
         INSERT INTO idea_search(idea_search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
         INSERT INTO idea_search(rowid, title, body) VALUES (new.id, new.title, new.body);
       END""",
    """CREATE TRIGGER idea_search_removed AFTER DELETE ON idea BEGIN
         INSERT INTO idea_search(idea_search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
       END""",
]
_POSTGRES = [
    "CREATE TEXT SEARCH DICTIONARY idea_stems (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION idea_words (COPY = english)",
    """ALTER TEXT SEARCH CONFIGURATION idea_words
         ALTER MAPPING REPLACE english_stem WITH idea_stems""",
    """ALTER TABLE idea ADD COLUMN search tsvector GENERATED ALWAYS AS (
         setweight(to_tsvector('idea_words', title), 'A') || setweight(to_tsvector('idea_words', body), 'B')) STORED""",
    "CREATE INDEX ix_idea_search ON idea USING gin (search)",
]
_SQLITE_BACK = [
    "DROP TRIGGER idea_search_added",
    "DROP TRIGGER idea_search_changed",
    "DROP TRIGGER idea_search_removed",
    "DROP TABLE idea_search",
]
_POSTGRES_BACK = [
    "ALTER TABLE idea DROP COLUMN search",
    "DROP TEXT SEARCH CONFIGURATION idea_words",
    "DROP TEXT SEARCH DICTIONARY idea_stems",
]


async def _run(editor, on_sqlite, on_postgres):
    sqlite = editor.client.capabilities.dialect == "sqlite"
    for statement in on_sqlite if sqlite else on_postgres:
        await editor.client.execute_query(statement)


async def add_search(apps, editor):
    await _run(editor, _SQLITE, _POSTGRES)


async def drop_search(apps, editor):
    await _run(editor, _SQLITE_BACK, _POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [('models', '0003_plan_of_cycles')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Idea',
            name='ix_idea_newest',
            fields=None,
        ),
        ops.RemoveIndex(
            model_name='Idea',
            name='ix_idea_supported',
            fields=None,
        ),
        ops.AddIndex(
            model_name='Idea',
            index=Index(fields=['cycle_id', 'published_at', 'id'], name='ix_idea_newest'),
        ),
        ops.AddIndex(
            model_name='Idea',
            index=Index(fields=['cycle_id', 'supports', 'id'], name='ix_idea_supported'),
        ),
        ops.RunPython(add_search, drop_search),
    ]
