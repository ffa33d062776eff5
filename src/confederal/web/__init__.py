"""The pages: an act in, an answer out; one folder a subject. A page knows no rule: it asks the desk."""
