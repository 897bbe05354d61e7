"""What a learner has set, added and sat."""
