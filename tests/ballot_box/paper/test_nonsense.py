"""Nonsense sent to every address of paper, whatever a batch stands at: refused in words, and nothing is changed."""

import pytest

from ballot_box.models import PaperBatch
from ballot_box.routes.paper import routes
from residents.models import Account, Role, SessionKind
from tests.ballot_box.paper.paper_scenes import Scene, paper_id, person
from tests.browsing import Client
from tests.contents import changes, contents

NUL, LONG = "\x00", "9" * 3_000
NONSENSE = [NUL, LONG, "-1", "1e9", "٣", "null", '{"a": [1]}', "<b>", "' OR 1=1 --", "99999999999999999"]
FIELDS = ["name", "contest", "venue", "issued", "seal", "signed_1", "signed_2", "used", "spoiled", "unused", "postcode",
          "unused_serials", "spoiled_serials", "missing_serials", "ward", "tie", "age_band", "serial",
          "page", "paper", "approval", "observer", "blank"]  # fmt: skip


async def at(scene: Scene, state: str) -> PaperBatch:
    marks = {1: scene.marks("1", "2"), 2: scene.marks("2")}
    if state == "differs":
        batch = await scene.with_slips(used=1, issued=1)
        await scene.key(scene.keyer, batch, {1: scene.marks("1")})
        await scene.key(scene.keyer2, batch, {1: scene.marks("2")})
        await PaperBatch.filter(id=batch.id).update(state="differs")
        return batch
    makers = {
        "registered": scene.registered, "out": scene.out, "returned": scene.back, "slips done": scene.with_slips,
        "agreed": lambda: scene.agreed(marks), "signed off": lambda: scene.signed_off(marks),
    }  # fmt: skip
    return await makers[state]()  # type: ignore[no-any-return, operator]


@pytest.mark.parametrize("state", ["registered", "out", "returned", "slips done", "differs", "agreed", "signed off"])
async def test_nonsense_is_refused_and_changes_nothing(client: Client, state: str) -> None:
    scene = await Scene.set()
    batch = await at(scene, state)
    officer = await person("Olu", *(role for role in Role if role is not Role.RESIDENT))
    await client.sign_in(await Account.get(id=officer.account_id), SessionKind.OFFICER)
    token = await client.form_token()
    first = await paper_id(batch, 1)
    before = await contents()
    for route in routes:
        path = route.path.replace("{batch:int}", str(batch.id)).replace("{sheet:str}", "ballots")  # type: ignore[attr-defined]
        if path.endswith(("/comparison", "/merger", "/keying/end")):
            continue  # a button with no question: there is nothing to get wrong
        assert (await client.raw_get(path + "?page=-9&first=%00&look=%00")).status_code < 500, path
        if "POST" not in route.methods:  # type: ignore[attr-defined]
            continue
        for nonsense in NONSENSE:
            boxes = {f"mark_{first}_{scene.projects[0].id}": nonsense, f"mark_{nonsense[:5]}_1": "1", "mark_x_y": "1"}
            data = {"form_token": token, **dict.fromkeys(FIELDS, nonsense), **boxes}
            answer = await client._http.post(path, data=data, headers={"sec-fetch-site": "same-origin"})
            assert answer.status_code < 500, (path, nonsense)
    assert changes(before, await contents()) == {}
