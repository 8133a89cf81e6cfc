"""Pages of flags: the list, one flag and each decision about it, and the rules that raise them."""
