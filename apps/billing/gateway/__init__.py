"""All that is said to Stripe, and how it answers: nothing else of this project imports its library."""
