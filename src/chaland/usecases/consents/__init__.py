"""What people agreed to: asked, confirmed, renewed, withdrawn, proved."""
