"""Programs that go out with a draw, to repeat it anywhere. They use nothing of the site."""
