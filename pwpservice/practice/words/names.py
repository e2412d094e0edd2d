"""Names of invented people: a varied British population, by the mix of those referred (clinical.md 7.6)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamePool:
    """Given names and family names that go together, and how many in a thousand people have them."""

    per_mille: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _pool(per_mille: int, *, women: str, men: str, families: str) -> NamePool:
    return NamePool(per_mille, tuple(women.split()), tuple(men.split()), tuple(families.split()))


_BRITISH = _pool(
    740,
    women=(
        "Abigail Ailsa Alice Alison Amanda Amy Angela Anne Beth Bethany Brenda Caitlin "
        "Carol Carys Catherine Charlotte Chloe Claire Danielle Debbie Diane Donna Eleanor "
        "Ellie Elspeth Emily Emma Fiona Freya Gemma Georgia Gillian Grace Hannah Hayley "
        "Heather Helen Holly Imogen Isobel Jade Jane Janet Jean Jenny Jessica Joan Joanne "
        "Jodie Judith Julie Karen Kate Kay Kayleigh Kelly Kirsty Laura Leanne Linda "
        "Lorraine Louise Lucy Lynne Margaret Martha Megan Melissa Molly Natalie Nicola "
        "Olivia Pamela Patricia Paula Poppy Rachel Rebecca Rhian Ruth Sally Samantha "
        "Sandra Sarah Shannon Sharon Shelley Sian Sophie Stacey Stephanie Sue Tracey "
        "Tasha Valerie Vicky Wendy Zoe"
    ),
    men=(
        "Aaron Adam Alan Alex Andrew Anthony Ben Bradley Brian Callum Charlie Chris Colin "
        "Connor Craig Daniel Darren David Dean Dylan Edward Eric Ethan Finlay Fraser "
        "Gareth Gary George Glyn Gordon Graham Greg Harry Ian Jack Jake James Jamie Jason "
        "Joe John Jon Josh Keith Kevin Kieran Kyle Lee Lewis Liam Luke Malcolm Mark "
        "Martin Matt Michael Mike Nathan Neil Nigel Oliver Oscar Owen Paul Peter Phil "
        "Reece Rhys Richard Rob Robin Roger Ross Ryan Sam Scott Sean Simon Stephen Steve "
        "Stuart Terry Tim Toby Tom Tony Trevor Will"
    ),
    families=(
        "Allen Anderson Andrews Armstrong Atkinson Bailey Baker Ball Barker Barnes "
        "Barrett Bell Bennett Berry Booth Bradley Brooks Brown Butler Campbell Carr "
        "Carter Chambers Chapman Clark Clarke Cole Collins Cook Cooper Cox Crawford Cross "
        "Cunningham Davidson Davies Dawson Day Dixon Edwards Elliott Ellis Evans Field "
        "Fisher Fletcher Ford Foster Fox Francis Fraser Gardner Gibson Gordon Graham "
        "Grant Gray Green Griffiths Hall Hamilton Harper Harris Harrison Hart Harvey "
        "Hayes Henderson Hill Holmes Howard Howarth Hudson Hughes Hunt Hunter Jackson "
        "James Jenkins Johnson Jones Kelly Kennedy King Knight Lane Lawson Lewis Lloyd "
        "Marshall Martin Mason Matthews McDonald Mills Mitchell Moore Morgan Morris "
        "Murray Newman Nicholson Oldham Owen Palmer Parker Parry Pearce Pearson Perry "
        "Phillips Poole Porter Powell Price Reid Reynolds Richards Richardson Riley "
        "Roberts Robertson Robinson Rogers Rowe Russell Saunders Scott Sharp Shaw "
        "Shepherd Simpson Smith Spencer Stephenson Stevens Stewart Stone Sutton Taylor "
        "Thomas Thompson Thorpe Turner Wade Walker Wallace Walsh Ward Watson Watts Webb "
        "Wells West White Whitehead Wilkinson Williams Williamson Willis Wilson Wood "
        "Woods Wright Young"
    ),
)
_IRISH = _pool(
    25,
    women=("Aoife Bridget Ciara Deirdre Maeve Niamh Orla Roisin Sinead Siobhan"),
    men=("Cormac Declan Eamon Fergal Finbar Niall Padraig Rory Ronan Seamus"),
    families=("Brennan Byrne Doyle Gallagher Kavanagh Lynch McCarthy Murphy Nolan O'Brien Quinn"),
)
_SOUTH_ASIAN = _pool(
    85,
    women=(
        "Aisha Amina Anjali Fatima Harpreet Hina Kiran Mehwish Nadia Nusrat Pooja Priya "
        "Rukhsana Saima Samira Sana Simran Sunita Yasmin Zara"
    ),
    men=(
        "Ali Arjun Asif Bilal Dipak Faisal Hamza Imran Jaspal Kamran Manjit Mohammed "
        "Nikhil Omar Rajesh Sandeep Shahid Tariq Usman Vikram"
    ),
    families=(
        "Ahmed Akhtar Ali Begum Chaudhry Chowdhury Desai Dhillon Gill Hussain Iqbal Kaur "
        "Khan Mahmood Malik Miah Mistry Nair Patel Rahman Sandhu Shah Sharma Singh Uddin"
    ),
)
_BLACK = _pool(
    60,
    women=(
        "Abena Adaeze Ama Chantelle Efua Esther Folake Gloria Janelle Marcia Monique "
        "Ngozi Patience Shanice Temi Yvonne"
    ),
    men=(
        "Andre Chidi Daniel Delroy Emeka Femi Jermaine Kofi Kwame Leon Marcus Olu Samuel "
        "Tendai Tunde Winston"
    ),
    families=(
        "Adeyemi Agyeman Asante Baptiste Boateng Campbell Francis Johnson Mensah Moyo "
        "Ndlovu Okafor Okonkwo Osei Owusu Sesay Thompson Wright"
    ),
)
_EUROPEAN = _pool(
    62,
    women=("Agnieszka Ana Elena Giulia Ioana Katarzyna Magda Marta Monika Sofia Svetlana"),
    men=("Andrei Bogdan Diogo Janis Luis Marek Mihai Pavel Piotr Ricardo Tomasz"),
    families=(
        "Costa Dumitru Fernandes Ionescu Kowalski Kovacs Lewandowski Nowak Pereira "
        "Popescu Rossi Silva Wisniewski Zielinski"
    ),
)
_OTHER = _pool(
    28,
    women=("Hui Leila Mei Nour Parisa Rana Soo Thuy Xin Zeynep"),
    men=("Ahmet Farid Hassan Jun Karim Minh Reza Wei Wing Yusuf"),
    families=("Aydin Chan Haddad Hosseini Lam Lee Nguyen Tran Wong Yilmaz Zhang"),
)
POOLS = (_BRITISH, _IRISH, _SOUTH_ASIAN, _BLACK, _EUROPEAN, _OTHER)

STREETS = (
    "Albion Street",
    "Ash Grove",
    "Bank Top",
    "Beech Road",
    "Bridge Lane",
    "Canal View",
    "Chapel Street",
    "Church Lane",
    "Clifton Road",
    "Coronation Avenue",
    "Fern Bank",
    "Foundry Street",
    "Garden Terrace",
    "Grange Road",
    "Hawthorn Close",
    "Heath Road",
    "Hillside",
    "Holly Mount",
    "Kiln Lane",
    "Larch Close",
    "Lime Avenue",
    "Meadow Way",
    "Mill Lane",
    "Moor View",
    "Northgate",
    "Oak Drive",
    "Orchard Street",
    "Park Road",
    "Prospect Street",
    "Quarry Hill",
    "Railway Terrace",
    "River Walk",
    "Rowan Court",
    "School Lane",
    "Spring Gardens",
    "Station Road",
    "The Crescent",
    "Victoria Street",
    "Water Lane",
    "Willow Rise",
)
SURGERIES = (
    "Dr S Malik, Elm Road Surgery",
    "Dr J Farrow, Elm Road Surgery",
    "Dr P Osborne, Northbrook Medical Centre",
    "Dr K Adeleke, Northbrook Medical Centre",
    "Dr H Whelan, The Quays Practice",
    "Dr R Sethi, The Quays Practice",
    "Dr M Cartwright, Moorside Health Centre",
    "Dr A Lindqvist, Moorside Health Centre",
    "Dr E Pryce, Station Road Surgery",
    "Dr T Benson, Park Lane Practice",
    "Dr N Rashid, Park Lane Practice",
    "Dr C Dunne, Weavers Surgery",
)
