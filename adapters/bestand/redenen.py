# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of findings: a stable code for machines and one fixed Dutch sentence for people.

A sentence is a constant, so it cannot repeat what stood in the file. The page docs/naslag/adapters/bevindingen.md
lists the same codes; a test compares them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

BESTAND: Final = MappingProxyType(
    {
        "afgebroken-bestand": "Het bestand is niet volledig: de afsluiting ontbreekt. Lever het opnieuw aan.",
        "bestand-onleesbaar": "Het bestand kan niet worden gelezen.",
        "bom-niet-toegestaan": "Het bestand begint met een byte order mark, en die hoort niet in deze codering.",
        "dtd-niet-toegestaan": "Het XML-bestand bevat een DOCTYPE of entiteiten. Die worden niet verwerkt.",
        "dubbele-kop": "Een kolomnaam komt twee keer voor in de kopregel.",
        "kolom-ontbreekt": "Een verplichte kolom ontbreekt in de kopregel.",
        "kop-onleesbaar": "De kopregel kan niet worden gelezen.",
        "leeg-bestand": "Het bestand is leeg.",
        "nul-teken": "Het bestand bevat een NUL-teken en is dus beschadigd of heeft een andere codering.",
        "tekst-na-einde": "Er staan nog regels na de afsluitregel.",
        "telling-klopt-niet": "Het aantal regels is anders dan de afsluitregel zegt.",
        "te-groot": "Het bestand is groter dan toegestaan.",
        "verkeerde-codering": "De tekst heeft een andere codering dan is afgesproken.",
        "verkeerde-wortel": "Het XML-bestand is geen bericht van deze soort.",
        "xml-ongeldig": "Het XML-bestand is niet welgevormd.",
        "xml-te-diep": "Het XML-bestand is dieper genest dan toegestaan.",
    }
)

REGEL: Final = MappingProxyType(
    {
        "aanhalingstekens": "De aanhalingstekens in deze regel kloppen niet.",
        "bedrag-ongeldig": "Dit is geen bedrag in hele eurocenten.",
        "bericht-te-groot": "Dit bericht heeft meer onderdelen dan toegestaan.",
        "codering-regel": "De tekens in deze regel passen niet bij de afgesproken codering.",
        "bag-weggelaten": "Dit BAG-nummer is geen zestien cijfers. Het is weggelaten; de rest is meegegaan.",
        "code-onbekend": "Deze code staat niet in de afbeelding.",
        "tabelcode-onbekend": "Deze code staat niet in de landelijke tabel. Zij is zonder omschrijving meegegaan.",
        "datum-ongeldig": "Dit is geen geldige datum, ook niet met onbekende delen.",
        "bsn-dubbel": "Dit nummer staat bij meer dan één persoon in het bestand. Ze gaan allebei mee; ga na wie het is.",
        "dubbel-veld": "Dit onderdeel komt vaker voor dan mag.",
        "elfproef": "Dit nummer voldoet niet aan de elfproef.",
        "geen-opdracht": "Er is geen open casus, signaal of uitvraag waar dit bij hoort.",
        "losse-vervolgregel": "Deze regel hoort bij een persoon, maar er staat geen persoon boven.",
        "stuurteken": "Er staat een stuurteken in deze regel.",
        "te-veel-kolommen": "Deze regel heeft meer kolommen dan de kopregel.",
        "te-weinig-kolommen": "Deze regel heeft minder kolommen dan de kopregel.",
        "regel-te-lang": "Deze regel is langer dan toegestaan.",
        "veld-te-groot": "Dit veld is groter dan toegestaan.",
        "waarde-onbekend": "Deze waarde is niet een van de afgesproken waarden.",
    }
)

ALLE: Final = MappingProxyType({**BESTAND, **REGEL})
