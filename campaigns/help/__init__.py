"""Help requests of customers: asked, routed, answered within their time, and closed."""
