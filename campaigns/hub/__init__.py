"""A customer's own pages by link: their hub, success plan, reviews and what they tell us."""
