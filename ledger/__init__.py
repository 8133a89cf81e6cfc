"""The public record that cannot be changed quietly, and the journal of what officers did."""
