"""The contents of packs: sync with files, queries, and the search index."""
