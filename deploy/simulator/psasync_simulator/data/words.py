"""Invented names that records are put together from."""

FIRST_NAMES = (
    "Ada", "Amir", "Anaïs", "Bela", "Björn", "Carla", "Chidi", "Dana", "Diego", "Edith", "Emil", "Esra",
    "Farah", "Femi", "Freya", "Gita", "Goran", "Hana", "Henrik", "Ines", "Isla", "Jakub", "João", "June",
    "Kaito", "Karin", "Lara", "Leif", "Lucía", "Malik", "Marta", "Milo", "Nadia", "Nils", "Noor", "Olga",
    "Omar", "Paula", "Petra", "Quentin", "Rafael", "Renée", "Rosa", "Samir", "Selma", "Sora", "Tariq",
    "Tessa", "Uma", "Valter", "Vera", "Wanda", "Wim", "Xenia", "Yara", "Yusuf", "Zoë", "Łukasz", "Şebnem",
    "Åsa", "Ørjan", "Ewa", "Ivo", "Mei",
)  # fmt: skip

LAST_NAMES = (
    "Abara", "Almeida", "Arslan", "Bakker", "Bergström", "Castel", "Conti", "Dahl", "Dubois", "Eriksen",
    "Falk", "Fontaine", "García", "Grünwald", "Haddad", "Hollis", "Ibarra", "Ivanova", "Jansen", "Jørgensen",
    "Kaplan", "Kowalska", "Lindqvist", "López", "Marek", "Mbeki", "Moreau", "Nakata", "Novák", "O'Hara",
    "Okafor", "Olsen", "Pereira", "Petrov", "Quist", "Rahman", "Richter", "Rossi", "Sato", "Schäfer",
    "Silva", "Søndergaard", "Takeda", "Tanaka", "Thorne", "Ueda", "Vance", "Varga", "Visser", "Wagner",
    "Weber", "Whitlock", "Xu", "Yilmaz", "Young", "Zając", "Zeller", "Zimmer", "Ángeles", "Öztürk",
    "Štefan", "Brandt", "Calder", "Doyle",
)  # fmt: skip

COMPANY_STEMS = (
    "Alder", "Amberline", "Arcturus", "Bayview", "Birchwood", "Blue Harbor", "Brightwater", "Cedar Point",
    "Cobalt", "Copperfield", "Crestmark", "Dovetail", "Driftwood", "Eastgate", "Elmstone", "Evenfall",
    "Fernhill", "Fjordlicht", "Foxglove", "Glasshouse", "Granite Bay", "Greenmantle", "Harborlight",
    "Hawthorn", "Heliotrope", "Ironbridge", "Juniper", "Kestrel", "Kingsmere", "Larkspur", "Lighthouse",
    "Lindenhof", "Longmeadow", "Maplewood", "Meridian", "Millbrook", "Northlake", "Nordstjärna", "Oakline",
    "Orchard", "Pemberton", "Pinecrest", "Quarry Hill", "Quicksilver", "Ravenswood", "Redfern", "Riverbend",
    "Rosenthal", "Sandstone", "Seabright", "Silverbirch", "Stonegate", "Summerfield", "Tamarind", "Tidewater",
    "Umbra", "Valley Forge", "Verdant", "Wavecrest", "Westmark", "Whitecliff", "Wildrose", "Yarrow", "Zephyr",
)  # fmt: skip

COMPANY_KINDS = (
    "Accounting", "Architects", "Bakery", "Ceramics", "Clinic", "Coffee Roasters", "Construction", "Dental",
    "Design", "Engineering", "Farms", "Financial", "Foods", "Freight", "Galerie", "Instruments",
    "Insurance", "Interiors", "Kindergärten", "Labs", "Legal", "Logistics", "Machining", "Marine",
    "Media", "Optics", "Packaging", "Pharmacy", "Printing", "Realty", "Textiles", "Veterinary",
)  # fmt: skip

COMPANY_FORMS = ("Inc.", "LLC", "Ltd", "Group", "& Sons", "GmbH", "Co.", "Partners")

STREETS = (
    "Acorn Street", "Bramble Lane", "Canal Road", "Dock Street", "Elm Avenue", "Foundry Row", "Garden Walk",
    "Hill Crescent", "Island View", "Jubilee Road", "Kiln Lane", "Ladder Court", "Market Square",
    "Nordring", "Old Mill Way", "Poplar Drive", "Quay Side", "Rue des Érables", "Station Road", "Tannery Hill",
    "Union Street", "Viaduct Place", "Weaver Lane", "Ziegelgasse",
)  # fmt: skip

PLACES = (
    ("Alderton", "OH", "43002", 1, "United States"),
    ("Brookhaven Falls", "NY", "12345", 1, "United States"),
    ("Cinder Bay", "CA", "94010", 1, "United States"),
    ("Dunmore", "TX", "75002", 1, "United States"),
    ("East Larch", "WA", "98004", 1, "United States"),
    ("Fairholm", "FL", "32004", 1, "United States"),
    ("Granville Sands", "IL", "60007", 1, "United States"),
    ("Harrow Green", "MA", "01002", 1, "United States"),
    ("Saint-Rémy-du-Lac", "QC", "H1A 0A1", 2, "Canada"),
    ("Maple Ridge Hollow", "ON", "K1A 0B1", 2, "Canada"),
    ("Upper Wexcombe", "", "AB1 2CD", 3, "United Kingdom"),
    ("Little Thornby", "", "EF3 4GH", 3, "United Kingdom"),
    ("Neustadt an der Aue", "", "01067", 4, "Germany"),
    ("Østervik", "", "2100", 5, "Denmark"),
    ("Port Callan", "NSW", "2000", 6, "Australia"),
    ("Wattle Creek", "VIC", "3000", 6, "Australia"),
)

SITE_NAMES = (
    "Main", "Warehouse", "Branch Office", "Workshop", "Showroom", "Depot", "Annex", "Plant", "Studio",
    "Call Center", "Data Room", "Training Center", "Store", "Yard", "Zürich Desk", "Lab",
)  # fmt: skip

TITLES = (
    "", "Accountant", "Buyer", "Chief Executive", "Designer", "Engineer", "Facility Manager", "Head of IT",
    "IT Coordinator", "Lawyer", "Nurse", "Office Manager", "Operations Lead", "Receptionist", "Sales",
    "Technician",
)  # fmt: skip

SUMMARIES = (
    "Printer offline", "Cannot log in after password change", "Mailbox is full", "Laptop does not start",
    "VPN drops every hour", "New starter needs an account", "Phone has no dial tone", "Backup failed",
    "Monitor flickers", "Wi-Fi is slow in the meeting room", "Licence expired", "Shared folder is missing",
    "Scanner writes empty pages", "Update hangs at 30 %", "Certificate warning in the browser", "Toner low",
)  # fmt: skip

DEVICE_TYPES = ("Workstation", "Server", "Printer", "Notebook")

OPERATING_SYSTEMS = (
    ("Windows", "Windows 11 Pro"),
    ("Linux", "Debian GNU/Linux 13"),
    ("", ""),
    ("macOS", "macOS 26"),
)
"""Type and name, in the order of `DEVICE_TYPES`."""

DEVICES = (
    ("Halvorsen", ("Desk 400", "Rack 2U", "Print 12", "Slim 13")),
    ("Ostrava Systems", ("OS-D7", "OS-R90", "OS-P3", "OS-N14")),
    ("Quill & Byte", ("Tower Q", "Vault Q", "Page Q", "Folio Q")),
    ("Tanagra", ("T1 mini", "T9 blade", "T2 laser", "T5 air")),
    ("Übersee", ("Pult 21", "Lager 8", "Blatt 5", "Reise 15")),
)
"""Manufacturers with their models, in the order of `DEVICE_TYPES`."""
