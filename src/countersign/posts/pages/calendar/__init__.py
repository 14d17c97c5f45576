"""The calendar: month, week, day and list; its saved views, its files and feed; moving a post to another time."""
