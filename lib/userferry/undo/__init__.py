"""Take back what a run did."""
