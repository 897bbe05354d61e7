"""What a learner can do, without a screen: one truth for the screens, plain lines and commands."""
