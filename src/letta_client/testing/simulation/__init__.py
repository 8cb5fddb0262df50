"""What happens in a run, and when: scripts, and the records that follow from them."""
