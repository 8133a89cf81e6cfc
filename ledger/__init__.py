"""The public record that cannot be changed quietly. Today: the journal of what officers did."""
