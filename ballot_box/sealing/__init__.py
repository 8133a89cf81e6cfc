"""What a ballot is as bytes: its body, its commitment, the box it lies in. Pure; docs/recount-packs.md is the format."""
