"""Citizens' Assembly: commissioned, recruited, drawn in public, convened."""
