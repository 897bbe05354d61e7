"""An independent record of what a learner did, compared with every figure that the app shows.

`player` drives the real app through pipes at random. `record` keeps what happened, and `figures`
computes what follows from it, both written from the documentation alone. `compare` reads what the
app says. Nothing here imports the app.
"""
