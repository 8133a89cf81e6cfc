"""Scenes of bad forms: odd in themselves, from odd places, with odd photos, or with codes and links that do not fit."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from residents.models import SignInChallenge
from tests.bad_input_scenes import STORY, Scene, Sent, draft
from tests.browsing import Client
from tests.pb.ideas.idea_samples import answer_all, code_of_last_letter, make_fund
from tests.pb.ideas.test_photos import bomb as bomb_file
from tests.residents.test_sign_in import token_sent


async def many_fields(client: Client) -> Sent:
    await make_fund()
    return Sent("/ideas/new", {f"field{number}": "x" for number in range(401)})


async def odd_alphabet(client: Client) -> Sent:
    """Python would decode this into a character that no database takes."""
    token = await client.form_token()
    parts = {"form_token": token, "email": "\\ud800@example.com"}
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{text}\r\n' for n, text in parts.items())
    kind = {"content-type": "multipart/form-data; boundary=b; charset=unicode_escape", "sec-fetch-site": "same-origin"}
    return Sent("/sign-in", headers=kind, content=f"{body}--b--\r\n".encode())


# Photos

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def bomb(side: int) -> bytes:
    return bomb_file(side).getvalue()


def cut_off() -> bytes:
    file = BytesIO()
    Image.effect_noise((600, 600), 90).save(file, "JPEG", quality=95)
    return file.getvalue()[:20_000]


def photo(data: bytes, *, kept: bool = True) -> Scene:
    async def scene(client: Client) -> Sent:
        await make_fund()
        path = f"/ideas/{await answer_all(client)}/photo"
        words = "A bench under a tree"
        return Sent(path, {"alt": words}, (words,) if kept else (), files={"photo": ("photo.jpg", data, "image/jpeg")})

    return scene


async def photo_in_pieces(client: Client) -> Sent:
    """Without a content-length, as somebody sends it who hopes that nobody counts."""
    sent = await photo(b"")(client)
    start = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'

    async def pieces() -> Any:
        yield start
        for _ in range(90):
            yield bytes(100_000)
        yield b"\r\n--b--\r\n"

    kind = {"content-type": "multipart/form-data; boundary=b", "sec-fetch-site": "same-origin"}
    return Sent(sent.path, headers=kind, content=pieces())


# Where a form comes from


def token(given: str | None) -> Scene:
    async def scene(client: Client) -> Sent:
        sent = await draft("story", story=STORY)(client)
        sent.token = False
        if given:
            sent.data["form_token"] = given
        return sent

    return scene


def origin(headers: dict[str, str]) -> Scene:
    async def scene(client: Client) -> Sent:
        sent = await draft("story", story=STORY)(client)
        sent.headers, sent.typed = headers, ()  # nothing of it is shown: somebody else may have written it
        return sent

    return scene


# Signing in


def sign_in(email: str) -> Scene:
    async def scene(client: Client) -> Sent:
        return Sent("/sign-in", {"email": email, "next": "/ideas"}, (email, "/ideas") if email.isprintable() else ())

    return scene


def link(trouble: str) -> Scene:
    async def scene(client: Client) -> Sent:
        await client.post("/sign-in", {"email": "sue@example.com"})
        path = f"/sign-in/links/{await token_sent()}"
        if trouble == "expired":
            await SignInChallenge.all().update(expires_at=datetime.now(UTC))
        elif trouble == "elsewhere":
            client.cookies.delete("browser")
        else:
            await client.post(path)
        return Sent(path)

    return scene


async def expired_code(client: Client) -> Sent:
    sent = await wrong_code(1, then_right=True)(client)
    await SignInChallenge.all().update(expires_at=datetime.now(UTC))
    return sent


def wrong_code(times: int, *, then_right: bool = False) -> Scene:
    """The last try of so many; `then_right`: one more, with the right one."""

    async def scene(client: Client) -> Sent:
        await client.post("/sign-in", {"email": "sue@example.com"})
        assert client.last is not None
        path, right = client.last.headers["location"], await code_of_last_letter()
        wrong = f"{(int(right) + 1) % 10**8:08}"
        for number in range(times - (not then_right)):
            await client.post(path, {"code": wrong}, 422 if number < 5 else 429)
        return Sent(path, {"code": right if then_right else wrong}, counts=("sign_in_challenge",))

    return scene
