"""Settings come from the environment and from a file; a wrong one stops the start and says what to write instead."""

from pathlib import Path

import pytest

from web.settings import Settings, SettingsRefused, ensure_secret_key

KEY = {"SECRET_KEY": "k" * 40}
LIVE = {
    **KEY,
    "PRODUCTION": "yes",
    "BASE_URL": "https://vote.example.gov.uk",
    "MAIL_URL": "smtp://mail.example.gov.uk:25",
}


def load(tmp_path: Path, environment: dict[str, str], lines: str = "") -> Settings:
    file = tmp_path / "settings"
    file.write_text(lines)
    return Settings.load(environment, file)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, {**KEY, "PORT": "9000"}, '# a comment\nPORT=8500\nCOUNCIL_NAME="Anytown Council"\n')

    assert (settings.port, settings.council_name) == (9000, "Anytown Council")


@pytest.mark.parametrize(
    ("wrong", "cure"),
    [
        ({"SECRET_KEY": ""}, "Make one with `python main.py secret`"),
        ({"SECRET_KEY": "short"}, "shorter than 32 characters"),
        ({"PORT": "eighty"}, "write a whole number"),
        ({"PORT": "70000"}, "from 0 to 65535"),
        ({"PRODUCTION": "perhaps"}, "write yes or no"),
        ({"DATABASE_URL": "mysql://somewhere"}, "must begin with sqlite:// or postgres://"),
        ({"MAIL_URL": "pigeon://loft"}, "must begin with print://, smtp:// or smtps://"),
        ({"LETTERS": "pigeon"}, "must be print or notify"),
        ({"NOTIFY_KEY": "half-a-key"}, "must be copied whole"),
        ({"NOTIFY_LETTER_TEMPLATE": "Invitation"}, "write the template's id"),
        ({"BRAND_COLOUR": "blue"}, "must look like #1b3f8b"),
        ({"LOGO": "/no/such/logo.svg"}, "there is no such file"),
        ({"LOG_LEVEL": "loud"}, "debug, info, warning or error"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_cure(tmp_path: Path, wrong: dict[str, str], cure: str) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        load(tmp_path, {**KEY, **wrong})

    assert cure in str(refusal.value)
    assert next(iter(wrong)) in str(refusal.value)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        load(tmp_path, {"PORT": "x", "BRAND_COLOUR": "y"})

    assert [name in str(refusal.value) for name in ("PORT", "BRAND_COLOUR", "SECRET_KEY")] == [True, True, True]


def test_a_real_site_starts_only_with_https_and_a_mail_server(tmp_path: Path) -> None:
    assert load(tmp_path, LIVE).secure

    with pytest.raises(SettingsRefused, match="https:// address in production"):
        load(tmp_path, {**LIVE, "BASE_URL": "http://vote.example.gov.uk"})
    with pytest.raises(SettingsRefused, match="people sign in by email"):
        load(tmp_path, {**LIVE, "MAIL_URL": "print://"})


def test_a_trial_site_makes_its_own_secret_key_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("PRODUCTION", raising=False)
    file = tmp_path / "settings"

    first, second = ensure_secret_key(file), ensure_secret_key(file)

    assert (first, second) == (True, False)
    assert len(Settings.load({}, file).secret_key) >= 32
    assert file.stat().st_mode & 0o077 == 0


def test_a_real_site_never_makes_its_own_secret_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("PRODUCTION", "yes")

    assert ensure_secret_key(tmp_path / "settings") is False
    assert not (tmp_path / "settings").exists()


def test_the_secret_key_is_not_in_what_is_printed_of_the_settings() -> None:
    assert "kkkk" not in repr(Settings(secret_key="k" * 40))


NOTIFY_KEY = {"NOTIFY_KEY": "our-key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"}
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"LETTERS": "notify"}, {"NOTIFY_KEY", "NOTIFY_LETTER_TEMPLATE"}),
        ({"LETTERS": "notify", **NOTIFY_KEY}, {"NOTIFY_LETTER_TEMPLATE"}),
        ({"LETTERS": "notify", **NOTIFY_KEY, "NOTIFY_LETTER_TEMPLATE": f"invitation={TEMPLATE}"},
         {"NOTIFY_LETTER_TEMPLATE"}),
        ({"MAIL_URL": "notify://"}, {"NOTIFY_KEY", "NOTIFY_EMAIL_TEMPLATE"}),
        ({"NOTIFY_URL": "http://127.0.0.1:9"}, {"NOTIFY_URL"}),
    ],
)  # fmt: skip
def test_what_notify_needs_is_asked_for_at_the_start(
    tmp_path: Path, environment: dict[str, str], missing: set[str]
) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        load(tmp_path, {**LIVE, **environment})

    said = str(refusal.value).splitlines()[1:]
    assert {line.split()[0] for line in said} == missing


def test_a_whole_set_of_notify_settings_starts(tmp_path: Path) -> None:
    templates = {"NOTIFY_LETTER_TEMPLATE": f"{TEMPLATE} assembly-invitation={TEMPLATE}",
                 "NOTIFY_EMAIL_TEMPLATE": TEMPLATE}  # fmt: skip

    settings = load(tmp_path, {**LIVE, "MAIL_URL": "notify://", "LETTERS": "notify", **NOTIFY_KEY, **templates})

    assert settings.letters == "notify"
    assert settings.notify_key not in repr(settings)
