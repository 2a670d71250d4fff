"""What the user gave: read, checked, and resolved into one frozen value, the `Case`."""
