"""Programs that go out with a recount pack, to check it anywhere. They use nothing of the site."""
