"""What officers see of people's claims, and do about them. Never who voted, and never what."""
