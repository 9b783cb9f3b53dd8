"""What the people and companies of the demo book are called."""

# Kept apart from the rest so that the book can be made livelier without touching how it is made.
COMPANIES = (
    "Alder & Finch", "Amberline Logistics", "Anvil Pay", "Arbor Genomics", "Baltic Freight",
    "Beacon Mutual", "Birchwood Games", "Blue Heron Energy", "Brightwater Health", "Calder Optics",
    "Camino Travel", "Cedar Robotics", "Clearhaven Bank", "Cobalt Maps", "Copperleaf Foods",
    "Corvid Security", "Driftwood Media", "Eastgate Rail", "Ember Analytics", "Fairlead Shipping",
    "Fathom Audio", "Fernhill Insurance", "Flint & Thread", "Foxglove Pharma", "Gannet Air",
    "Glasswing Studios", "Granite Payroll", "Harrow Street Capital", "Hazel Learning",
    "Helix Metering", "Highmoor Telecom", "Inkwell Press", "Ironbark Mining", "Juniper Hollow",
    "Kestrel Mobility", "Lanternfish", "Larkspur Retail", "Lodestone Legal", "Magpie Market",
    "Marlow Semiconductors", "Meridian Tides", "Millrace Software", "Northlight Labs",
    "Oakhurst Clinics", "Orchard Street", "Osprey Networks", "Palisade Cloud", "Pebble Finance",
    "Quarry Data", "Redwing Motors", "Saltmarsh Brewing", "Sandpiper Homes", "Silverbirch Tax",
    "Skylark Booking", "Slate Harbor", "Stonecrop Farms", "Sundial Solar", "Tamarack Tools",
    "Thistle & Co", "Tidewater Grid", "Umbra Vision", "Velvet Comet", "Wayfarer Maps",
    "Willowbrook", "Yarrow Systems",
)  # fmt: skip

FIRST_NAMES = (
    "Aarav", "Abena", "Adela", "Aiko", "Amara", "Anders", "Anouk", "Beatriz", "Bram", "Camila",
    "Chidi", "Claire", "Dario", "Elif", "Emeka", "Esther", "Farid", "Fatima", "Felix", "Freya",
    "Gita", "Hana", "Hugo", "Ines", "Ivo", "Jonas", "Kaito", "Kerstin", "Lars", "Leila", "Liam",
    "Lucia", "Mateo", "Mei", "Milan", "Nadia", "Naveen", "Nora", "Olivia", "Omar", "Pia", "Priya",
    "Quentin", "Rafael", "Rosa", "Samir", "Sanne", "Sofia", "Tariq", "Tessa", "Tomas", "Uma",
    "Viktor", "Wanda", "Xenia", "Yara", "Yusuf", "Zoe",
)  # fmt: skip

LAST_NAMES = (
    "Abbott", "Adeyemi", "Almeida", "Andersen", "Banerjee", "Bauer", "Becker", "Castillo", "Chen",
    "Cohen", "Costa", "Dubois", "Eriksen", "Farouk", "Fischer", "Fontaine", "Garcia", "Gupta",
    "Haddad", "Hansen", "Hughes", "Ibrahim", "Ito", "Jansen", "Kaur", "Keller", "Kim", "Kovac",
    "Larsen", "Lopez", "Mahlangu", "Marino", "Mensah", "Meyer", "Moreau", "Murphy", "Nakamura",
    "Novak", "Nwosu", "Okoye", "Olsen", "Park", "Patel", "Pereira", "Quinn", "Rahman", "Reyes",
    "Rossi", "Sato", "Schmidt", "Silva", "Singh", "Suzuki", "Tanaka", "Torres", "Vargas", "Walsh",
    "Weber", "Yilmaz", "Zhang",
)  # fmt: skip

# The zone of a company, and the other zone some of its people live in.
ZONES = (
    ("America/New_York", "America/Chicago"),
    ("Europe/London", "Europe/Lisbon"),
    ("America/Los_Angeles", "America/Denver"),
    ("Europe/Berlin", "Europe/Warsaw"),
    ("Asia/Kolkata", "Asia/Singapore"),
    ("Australia/Sydney", "Asia/Tokyo"),
    ("America/Sao_Paulo", "America/New_York"),
    ("Europe/Paris", "Africa/Johannesburg"),
)

# Roles by importance: the first people of every customer, with the title they go with.
POSTS = (
    ("program_contact;champion", "Director of Developer Experience"),
    ("instance_admin", "Platform Engineer"),
    ("economic_buyer;executive", "VP Engineering"),
    ("deal_contact", "Procurement Manager"),
    ("champion;end_user", "Staff Engineer"),
    ("end_user", "Senior Engineer"),
    ("instance_admin;end_user", "Site Reliability Engineer"),
)

# Name, role, title, zone of the team; the first five look after accounts of their own.
TEAM = (
    ("Maya", "Lindqvist", "ta", "Senior Technical Advisor", "Europe/Stockholm"),
    ("Devon", "Carter", "ta", "Technical Advisor", "America/New_York"),
    ("Ananya", "Iyer", "ta", "Technical Advisor", "Asia/Kolkata"),
    ("Luis", "Ferreira", "ta", "Technical Advisor", "America/Sao_Paulo"),
    ("Grace", "Whitfield", "ta", "Technical Advisor, pool", "Europe/London"),
    ("Noah", "Petrov", "ae", "Account Executive", "America/New_York"),
    ("Hannah", "Brandt", "ae", "Account Executive", "Europe/Berlin"),
    ("Marcus", "Obi", "ae", "Account Executive", "America/Los_Angeles"),
    ("Yuki", "Arai", "ce", "Customer Engineer", "Asia/Tokyo"),
    ("Theo", "Marchetti", "ce", "Customer Engineer", "Europe/Rome"),
    ("Salma", "Idris", "ie", "Implementation Engineer", "Europe/London"),
    ("Ruth", "Calloway", "manager", "Head of Technical Success", "America/Chicago"),
    ("Victor", "Langley", "manager", "Head of Sales", "America/New_York"),
)

FEATURES = {
    "code_search": (
        "precise_code_intel", "search_contexts", "batch_changes", "code_insights",
        "code_monitoring", "notebooks",
    ),
    "cody": ("cody_chat", "cody_autocomplete", "cody_commands"),
}  # fmt: skip

CALLS = (
    "Check-in call: rollout to the next two teams",
    "Call about search over the monorepo",
    "Call: how other teams measure adoption",
    "Working session on batch changes",
    "Call with the platform team about the upgrade",
    "Roadmap questions, answered on a short call",
)
MEETINGS = (
    "Account success plan reviewed together",
    "Training: code search for new joiners",
    "Quarterly review with the engineering leads",
    "Onboarding kick-off",
)
NOTES = (
    "Wants numbers to show to the new CTO before the budget round.",
    "Single sign-on is being moved to another provider; logins may dip for a week.",
    "Champion is on parental leave until the spring; her deputy answers.",
    "Comparing us with an in-house tool; decision after the pilot.",
    "Happy with support. Would speak at an event.",
    "Hiring freeze: seats will not grow before the renewal.",
    "The repositories of the acquired company come in next month.",
)
