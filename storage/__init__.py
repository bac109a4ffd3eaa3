"""Private SQLite files that several processes of one machine share."""
