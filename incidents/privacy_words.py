"""Words by which `privacy` tells a name from an ordinary sentence."""

from __future__ import annotations

PARTICLES = ("van", "de", "den", "der", "ter", "ten", "te", "het", "el", "al", "von", "'t", "’t", "in", "op", "op 't")
TITLES = (
    "dhr", "de heer", "heer", "meneer", "mijnheer", "mevrouw", "mevr", "mev", "mw", "juffrouw", "dokter", "dr", "drs",
    "mr", "ing", "ir", "prof", "pastoor", "imam", "juf", "meester", "collega", "buurman", "buurvrouw", "klant",
    "cliënt", "client", "cliënte", "bewoner", "bezoeker", "patiënt", "patient", "huurder", "leerling", "reiziger",
    "zoon", "dochter", "vader", "moeder", "broer", "zus", "oom", "tante", "neef", "nicht", "vriend", "vriendin",
    "partner", "echtgenoot", "echtgenote", "wethouder", "burgemeester", "agent", "boa", "chauffeur", "verdachte",
    "dader", "slachtoffer", "getuige", "familie", "fam",
)  # fmt: skip
ORDINARY = frozenset(
    "de het een er hij zij ze wij we ik dit dat die deze daar hier toen dan na bij op in om met voor door aan uit "
    "van te en maar want dus of als toch mijn onze ons zijn haar hun uw ook nog al niet geen wie wat waar wanneer "
    "hoe waarom iemand niemand alles niets later eerder vandaag gisteren morgen vanochtend vanmiddag vanavond "
    "vannacht daarna daarvoor daarop eerst vervolgens uiteindelijk volgens tijdens omdat terwijl nadat totdat "
    "zonder tegen over onder achter naast tussen sinds vanaf rond ongeveer helaas gelukkig ja nee kreeg had heeft "
    "was is werd wordt ging kwam stond zat liep riep zei schold sloeg gooide dreigde weigerde maandag dinsdag "
    "woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus september "
    "oktober november december lente zomer herfst winter kerst pasen pinksteren hemelvaart koningsdag "
    "koninginnedag nieuwjaarsdag nieuwjaar oudjaar ramadan suikerfeest sinterklaas gemeente gemeentehuis stadhuis "
    "raadhuis politie politiebureau bureau balie hal wachtkamer receptie spreekkamer afdeling team "
    "slachtofferhulp nederland nederlands nederlandse collega klant burger bezoeker bewoner reiziger patiënt "
    "cliënt huurder leerling ouder beveiliger beveiliging agent boa handhaver handhaving teamleider manager "
    "leidinggevende wijkteam sociale sociaal dienst zaken publiekszaken burgerzaken werkplein uwv svb cak ind ggd "
    "ggz rdw cbr belastingdienst wmo wet werk inkomen zorg jeugd jeugdzorg onderwijs wonen veiligheid "
    "veiligheidsregio omgevingsdienst milieustraat brandweer ambulance ambulancedienst ziekenhuis apotheek "
    "station centraal bus tram trein halte halt lijn perron openbaar ministerie raad rechtbank officier justitie "
    "provincie waterschap rijkswaterstaat staatsbosbeheer den haag hollands midden noord zuid oost west centrum "
    "stad dorp wijk eerste tweede derde begane grond kamer verdieping gebouw ingang parkeerplaats plein straat "
    "laan weg facebook instagram twitter whatsapp tiktok youtube linkedin google microsoft teams outlook "
    "marktplaats bsn vpt gir eu rijbewijs paspoort id digid ozb pgb aow ww bijstand".split()
)
FIRST_NAMES = frozenset(
    "Aad Abdel Abdul Achmed Adriaan Ahmed Aisha Albert Alex Ali Amina Anja Anke Anna Anne Annelies Anneke Anouk "
    "Anton Arie Arjan Arjen Astrid Ayse Bart Bas Bastiaan Bert Bianca Bilal Bob Bram Carla Carlos Caroline "
    "Chantal Charlotte Chris Cor Corrie Daan Danny David Dennis Diana Dick Dirk Eline Elly Els Emma Erik Erwin "
    "Esther Eva Evelien Fatima Fatma Femke Ferdi Frank Frans Fred Freek Gerard Gerrit Gert Gijs Hamza Hanneke "
    "Hannie Hans Harm Harrie Hassan Heleen Hendrik Henk Herman Hilde Ibrahim Ilse Ineke Ingrid Iris Irma Jaap "
    "Jacob Jacqueline Jan Janneke Jannie Jasper Jelle Jenny Jeroen Jesse Joep Johan Johanna John Joke Jolanda "
    "Joost Joris Judith Julia Jurgen Karel Karim Karin Kees Kevin Khadija Khalid Klaas Koen Kim Laila Lars Laura "
    "Leen Leo Leon Lianne Lieke Linda Lisa Loes Lotte Lucas Luuk Maarten Maaike Maria Marianne Marieke Marijke "
    "Mario Marjan Martijn Martin Mehmet Michel Miriam Mohamed Mohammed Monique Mustafa Naima Natasja Nicole Niels "
    "Nienke Noor Omar Patricia Patrick Paul Peter Piet Pieter Pim Ramon Rachid Remco Renate Rene René Richard "
    "Rick Rob Robert Robin Roel Rogier Ronald Ruben Ruud Said Samira Sander Sandra Sanne Sara Saskia Sjaak Sjoerd "
    "Sofie Stefan Stijn Suzanne Sven Sylvia Theo Thijs Thomas Tim Tineke Tom Ton Truus Twan Vincent Wendy Wesley "
    "Willem Wilma Wim Wouter Yasmina Youssef Yusuf Yvonne Zeynep".split()
)
PLATE_WORDS = frozenset(
    "uur min mei jan feb mrt apr jun jul aug sep okt nov dec eur de het een en of om op in te van tot per nr art "
    "lid zij wij hij ze we na bij met aan uit als dan nog al ook dag kg cm km mm".split()
)
