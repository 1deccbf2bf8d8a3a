"""What happens to relations: entering, changing, withdrawing, putting back, taking in files."""
