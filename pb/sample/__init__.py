"""The Stoke sample: an invented fund that can be built at any of its phases. data/README.md says what is real."""
