"""Writing an idea: one question a page, kept from the first answer on."""
