"""Let `python -m optimizer.cli` do what `consolidate` does."""

from optimizer.cli import main

if __name__ == "__main__":
    main()
