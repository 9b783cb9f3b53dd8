"""What a Technical Advisor should be able to answer in each of the five areas."""

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "organisation": (
            "How is the company built, and where do our users sit in it?",
            "Which development teams are there, how large, in which places?",
            "How do they talk to each other, and who decides for whom?",
            "Which initiatives move them this year, and how is success measured?",
        ),
        "people": (
            "Who champions us, who speaks for the users, who signs the budget?",
            "What does each of them want to achieve, and what would make them look good?",
            "Who doubts us or prefers something else, and why?",
            "Who is about to come, to leave or to change position?",
        ),
        "processes": (
            "How does a change get from an idea to production, and where does it wait?",
            "How are incidents, security fixes and large migrations handled?",
            "How do new developers learn the code?",
            "How do they buy: steps, deadlines, who has to agree?",
        ),
        "tooling": (
            "Which code hosts, editors, build and review tools do they use?",
            "Which languages and build systems matter most?",
            "What did they use before us, or still use beside us?",
            "Which integrations with our product are set up, which are missing?",
        ),
        "infrastructure": (
            "Where does our product run, on which version, and who operates it?",
            "How many repositories, how large is the largest, is there a monorepo?",
            "How do people log in, and what stands between them and us: proxies, networks, rules?",
            "What is planned that could touch us: moves to the cloud, audits, acquisitions?",
        ),
    }
)
