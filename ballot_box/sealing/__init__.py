"""What a ballot is as bytes: its body, its commitment, the box it lies in. docs/recount-packs.md is the format."""
