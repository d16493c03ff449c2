"""English surface forms, one table: kind → value → the ways to say it, separated by bars.

Words are compared by stem, so "fades", "faded" and "fading" need no entry beside "fade". A form that stands under
several kinds has several readings; the parser decides by what stands around it.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "do": {
        "make": (
            "make|create|build|generate|produce|turn|convert|compose|put together|transform|assemble|render me|"
            "craft|animate|want|need|give me|would like|combine|stitch|compile|do a|get me|let's have"
        ),
        "add": (
            "add|insert|include|put in|put on|attach|overlay|apply|place|write|append|throw in|stick|bring in|"
            "superimpose"
        ),
        "remove": (
            "remove|delete|get rid of|take out|drop|erase|cut out|take away|kill|lose|strip|ditch|take off|"
            "exclude|clear|leave out|skip|discard|turn off|switch off|disable|omit|throw away|throw out|scrap|"
            "cancel|forget|forget about|do without|no longer want|do away with|dump|axe|trash"
        ),
        "change": (
            "change|set|rename|retitle|replace|switch|adjust|edit|modify|update|turn into|convert to|resize|"
            "reformat|alter|use|using|used|have|should be|go for|go with|become|instead|rather|render in|shoot|"
            "crop to|format|try|prefer|tint"
        ),
        "move": "move|shift|reposition|bring|put|drag|send|rearrange|relocate|transfer",
        "swap": "swap|exchange|switch places|interchange|trade places|switch around|trade|flip places",
        "reverse": (
            "reverse|reversed|backwards|invert the order|flip the order|reverse order|back to front|in reverse|"
            "opposite order|turn the order around|inverse order|other way round|other way around"
        ),
        "duplicate": "duplicate|copy|repeat|double up|clone|show twice|show again|appear twice",
        "keep": "keep|retain|preserve|hold on to",
        "spare": "leave|don't touch|do not touch|don't change|do not change|maintain",
        "show": "show|display|last|stay|appear|hold|remain|be on screen|linger|run|visible|dwell|on screen",
        "order": "reorder|order|arrange|put them in order|in this order|sequence|resequence", "sort": "sort",
        "shuffle": "shuffle|randomize|randomise|random order|mix up|jumble|scramble|randomly",
        "undo": (
            "undo|revert|go back|step back|take that back|bring it back|bring that back|restore it|roll back|"
            "put it back|undo that|take it back|back one step|go back one step|as it was before|"
            "was better before|better before|like it was|how it was|the way it was|like before|as before|"
            "previous version|"
            "never mind that|bring them back|put that back|put them back|take back"
        ),
        "redo": "redo|do it again|bring back the change|restore the change|reapply",
        "restart": (
            "start over|start again|start from scratch|begin again|from scratch|start afresh|reset|start fresh|"
            "begin anew|clean slate|start anew|reset everything|redo from scratch"
        ),
        "hide": "disappear|vanish|go away|hide",
        "split": "split",
    },
    "head": {
        "film": (
            "video|film|vlog|movie|slideshow|slide show|clip|reel|montage|vid|mp4|short|footage|edit|whole thing|"
            "sequence|presentation|animation|youtube video|story|result|the lot|trailer|promo|teaser|advert|ad|"
            "boomerang|cut together|timeline|project|version"
        ),
        "photo": (
            "photo|picture|image|pic|shot|snap|snapshot|photograph|slide|frame|jpg|jpeg|png|selfie|still image|"
            "clips"
        ),
        "music": (
            "music|song|soundtrack|bgm|tune|melody|background track|score|backing track|beat|music track|audio|"
            "piano|guitar|violin|strings|orchestra|jazz|rock|techno|ukulele|drums|beats|edm|hip hop|choir|synth|"
            "background music|audio track|background song|sound"
        ),
        "volume": "volume|loudness|sound level|level|music volume|audio level",
        "text": "text|words|word|lettering|wording",
        "title": "title|heading|headline|title card|opening title|intro text|name card",
        "caption": "caption|subtitle|label|lower third|lower-third|subtitles|annotate|annotation|tagline",
        "credits": "end credits|credit|closing credits|end card|end title|credits",
        "join": "transition|transition effect|between shots",
        "motion": (
            "motion|movement|camera movement|camera move|animation effect|ken burns|ken burns effect|camera|"
            "camera motion"
        ),
        "look": (
            "filter|look|colour grade|color grade|grade|tone|effect|colour effect|color effect|tint|colors|"
            "colours|grading|style|treatment|colour|color"
        ),
        "canvas": (
            "format|aspect ratio|aspect|resolution|orientation|ratio|canvas|dimension|size|screen size|"
            "picture size"
        ),
        "fps": "frame rate|framerate|fps",
        "length": (
            "length|duration|running time|runtime|run time|total length|total time|total duration|long|in length|"
            "in total|overall|altogether|total|time"
        ),
        "speed": "speed|pace|tempo|playback speed", "order": "order|sequence|running order",
        "voice": "voiceover|voice over|narration|narrator|text-to-speech|speech|tts|voice",
    },
    "more": {
        "length+": (
            "longer|too short|lengthen|extra|additional|an extra|an additional|extend|prolong|stretch|extra time|"
            "drag out"
        ),
        "length-": (
            "shorter|too long|shorten|trim|cut down|truncate|condense|briefer|tighten|abridge|shave|shave off|"
            "knock off|cut it down|cut short"
        ),
        "speed+": (
            "faster|too slow|quicker|speed up|quick|accelerate|fast|speedier|snappier|speed it up|speed things up|"
            "hurry up|rapid|quicken|speed this up"
        ),
        "speed-": (
            "slower|too fast|too quick|slow down|slow|slow it down|decelerate|slow things down|slow motion|"
            "slow mo|slow-mo|slowly|slow this down"
        ),
        "volume+": (
            "louder|can't hear|cannot hear|hard to hear|inaudible|too quiet|too soft|turn up|turn it up|"
            "crank up|crank it up|more volume|more audible|loud|"
            "amplify|turn the music up|turn up the music|turn the volume up|turn up the volume"
        ),
        "volume-": (
            "quieter|softer|turn down|turn it down|less loud|quietly|softly|more quiet|too loud|subtle|quieten|"
            "discreet|drown|drown out|overpowering|overpower|blaring|deafening|turn the music down|"
            "turn down the music|turn the volume down|turn down the volume|quiet|"
            "soften|hushed|faint|in the background"
        ),
        "+": "more|increase|raise|boost|bump up|up by|higher|bump|bring up",
        "-": (
            "less|decrease|reduce|lower|down by|bring down|drop to|dial down|tone down|fewer|cut by|cut to|"
            "dial back"
        ),
        "mute": "mute|silence|silent|muted",
        "max": "full volume|maximum volume|max volume|as loud as possible|full blast|maximum",
    },
    "degree": {
        "bit": (
            "a bit|a little|slightly|a touch|a tad|somewhat|a little bit|a smidge|bit|little|a bit more|"
            "ever so slightly"
        ),
        "much": "much|a lot|far|significantly|way|considerably|a great deal|very|lots|really|drastically",
    },
    "neg": {
        "no": (
            "no|without|don't|do not|dont|minus|free of|avoid|stop|w/o|sans|don't want|do not want|don't need|"
            "didn't want|don't use|don't add|do not add|do not use|nor|neither|no need for|want no|no more|"
            "not any|none"
        ),
        "not": "not|doesn't|does not|never|isn't|shouldn't|won't|doesnt|shouldnt|can't|cannot|aren't|wasn't",
    },
    "keepout": {
        "": (
            "everything else|anything else|nothing else|the rest alone|as is|as it is|as they are|unchanged|"
            "untouched|alone|"
            "intact"
        ),
    },
    "when": {
        "start": (
            "open with|start with|begin with|opening|at the beginning|at the start|in the beginning|intro|"
            "to begin|starts with|to start|opens with|beginning with|opening with|starting with|start by|"
            "kick off with|begins with|as an intro|at the very beginning|at the very start|in the intro"
        ),
        "end": (
            "end with|close with|finish with|ending|at the end|at the very end|outro|closing|ends with|"
            "ending with|finishing with|to finish|to end|conclude with|as an outro|to close|wrap up with|"
            "in the end|near the end"
        ),
        "mid": (
            "in the middle of the video|in the middle of the film|halfway through|midway|half way through|"
            "in the middle of the movie"
        ),
        "whole": (
            "throughout|the whole time|all the time|whole video|entire video|the entire time|the whole film|"
            "all the way through|from start to finish|from beginning to end|the entire film|for the entire|"
            "whole film|the whole movie|permanently|all along|entire movie|whole way through|the whole way|"
            "for the duration"
        ),
    },
    "spot": {
        "front": (
            "front|to the front|to the beginning|to the start|beginning|start|very first|at the front|first place|"
            "to the top|in front|first position|up front|to first|to the very front|go first|comes first|"
            "come first|be first"
        ),
        "back": (
            "to the end|to the back|end|back|very end|last place|at the back|last position|to last|"
            "to the very end|go last|comes last|come last|be last|finish"
        ),
        "later": "one place later|one step later|one position later|one back",
        "earlier": "one place earlier|one step earlier|one position earlier|one forward",
    },
    "prep": {
        "before": "before|in front of|ahead of|prior to|preceding|leading into|into the|going into",
        "after": "after|behind|following|right after", "between": "between|in between|inbetween|btw|among",
        "to": "to|into|until|till|down to|up to|as|through|thru",
        "at": "at|@|starting at|start at|beginning at|starting from", "by": "by", "from": "from|of|off",
        "for": "for|during|over", "on": "on|onto|under|over|across|in",
        "except": (
            "except|but|besides|apart from|except for|other than|excluding|save for|with the exception of|"
            "aside from|bar|all but"
        ),
        "per": "per|a piece|apiece",
        "say": (
            "saying|that says|reading|says|that reads|which says|say|with the words|with the text|should say|"
            "should read|that reads|read|titled|entitled|captioned|which reads|to say|to read|spelling|stating|"
            "it says|called|named"
        ),
    },
    "fade": {
        "in": "fade in|fade-in|fades in|swell|ease in|fade up|faded in|fading in|start softly|come in gently|"
        "come in softly|come in slowly|come in quietly|build up slowly",
        "out": (
            "fade out|fade-out|fade away|fades out|ease out|fade down|faded out|fading out|fade off|"
            "fade the end|die away|dies away|die out|trail off|die down|taper off|ebb away|fade to silence"
        ),
    },
    "by": {
        "taken": (
            "taken|date|date taken|chronological|chronologically|chronological order|time taken|shot|capture time|"
            "oldest first|age|when they were taken"
        ),
        "name": "name|alphabetical|alphabetically|file name|filename|alphabetical order|by name",
    },
    "limit": {
        "": (
            "at least|at most|no more than|not more than|no longer than|not longer than|maximum of|less than|"
            "under|within|no less than|a maximum of|a minimum of|the limit|limit|tops|is enough|would be enough|"
            "will do|would do|is plenty|plenty|should be enough|"
            "should do|is fine|would be fine|will suffice|the maximum|or less|or so|max"
        ),
    },
    "which": {"": "which|who|that one"},
    "rel": {"": "where|that|in which|so that|such that|having|featuring|whose"},
    "with": {"": "with|plus|along with|together with|accompanied by|w/|alongside"},
    "join_word": {
        "and": "and|&|also|as well as|as well|too|additionally|in addition|+", "or": "or",
        "but": "but|however|though|only", "then": "then|and then|after that|afterwards|next|finally|lastly",
    },
    "fix": {
        "": (
            "actually|no wait|wait|sorry|i mean|rather|correction|scratch that|on second thought|"
            "on second thoughts|oops|i meant|or rather|my mistake|make that|hang on|hold on|no sorry|i said|"
            "no actually|pardon|after all|instead of that|changed my mind|i changed my mind|change of plan|"
            "i've changed my mind|or no|no no"
        ),
    },
    "it": {"": "it|this|them|these|those|they"},
    "another": {"": "another|one more|other|extra|additional"},
    "newly": {"new": "new|now|current|resulting|newly added|just added|just uploaded|newest"},
    "vague": {
        "": (
            "better|nicer|improve|improved|improvement|spice up|spice it up|more interesting|pop|jazz it up|"
            "jazz up|awesome|amazing|more fun|pretty|prettier|cooler looking|enhance|polish|more professional|"
            "don't like it|boring|beautiful|stunning|cool|great|wow|make it shine|fancy|fancier|surprise me|"
            "something special|magic|magical|exciting|lovelier|don't like|not happy|ugly|dull|bland|upgrade|"
            "elevate|impressive|do something|make it good|sexy|perfect|more dynamic|lively|livelier|more engaging|"
            "engaging|viral|more lively|something else|hate|hate it|good enough|finishing touch|refine"
        ),
    },
    "ask": {
        "length": (
            "how long|what length|what's the length|what is the length|what is the duration|what's the duration"
        ),
        "count": "how many",
        "state": (
            "what is in|what's in|which music|what music|what song|which song|which transition|what transition|"
            "is there|are there|what does it look like|what do we have|describe the|what size|which size|"
            "what format|why"
        ),
    },
    "help": {
        "": (
            "what can you do|help|how do you work|what can i do|how does this work|what can i ask|what do you do|"
            "what else can you do|what are you able to do|what can i say|who are you|what are my options|options|"
            "what is possible|what's possible"
        ),
    },
    "thanks": {
        "": (
            "thanks|thank you|thx|hello|hi|hey|good job|well done|perfect thanks|ok|okay|cheers|good morning|"
            "looks good|nice work|great job|i like it|love it|i love it|looks great|that's great|that's perfect|"
            "hi there|good work|bye"
        ),
    },
}  # fmt: skip

REFS = {
    "first": "first|1st|initial|very first",
    "last": "last|final|very last",
    "middle": "middle|central|centre|center",
    "previous": "second to last|before last|one before last|one before the last|second from last|second from the end|"
    "one from the end|second last|penultimate|next to last|second-to-last|last but one|next-to-last",
    "third_last": "third from last|third from the end|third to last|third-to-last|last but two|third last",
    "all": (
        "all|every|everything|each|all the|all of the|all of them|them all|each one|every one|every single|both|"
        "any|all of these|the whole lot|each of the|each of them|everywhere|all of my|all my|all these|"
        "each and every"
    ),
    "rest": (
        "rest|other|others|remaining|elsewhere|everywhere else|remainder|the other ones|all other|all the other|"
        "all others|everything else|anywhere else|all the others|all the rest|the rest of the"
    ),
    "odd": "odd|odd-numbered|odd numbered",
    "even": "even|even-numbered|even numbered|every other|every second|alternate",
}  # fmt: skip
EXACT = {"shorts": {"aspect": "9:16"}, "reels": {"aspect": "9:16", "head": "film"}, "stories": {"aspect": "9:16"}}
NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12, "couple": 2,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fifteenth": 15, "twentieth": 20,
}  # fmt: skip
FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10, "halve": 1 / 2}
FACTORS = {"twice": 2.0, "double": 2.0, "triple": 3.0, "thrice": 3.0, "doubled": 2.0, "quadruple": 4.0, "halve": 0.5}
UNITS = {"s": 1.0, "sec": 1.0, "second": 1.0, "secs": 1.0, "min": 60.0, "minute": 60.0, "mins": 60.0, "m": 60.0,
         "ms": 0.001,
         "millisecond": 0.001, "hour": 3600.0, "h": 3600.0, "hr": 3600.0}  # fmt: skip
FILLER = """
a an the please pls plz kindly could can you would will i me my mine we our us your id i'd i'll let let's lets
just simply maybe perhaps like look looks so very quite about around approximately roughly some any is are am
be being been was were do does did done have has had it's its that's there here now well um uh hmm hm oh yes
yeah ok okay right go gonna want wants wanted wish need needs try should shall must might this that these those
they them he she one ones thing things something bit kind sort type of in at on onto if when while make makes
making made get gets got give gives use using used new nice good lovely small tiny simple basic clean together
jpg jpeg png webp heic mp4 mov gif format file files photos product travel shareable content social media
creators marketers holiday vacation family trip personal wedding birthday summer landscape single static
beginners editing experience without fresh quick too also again back exactly precisely only still even once
more most own whole entire full total each both another piece pieces out up down off over under through via by
from into as than how what which who whose because since until till for with and or but possible possibly bring
put place set take keep stay remain start end begin finish beginning ending upon within inside long short
second seconds minute minutes number no. nr position screen frame side part parts time times way ways beautiful
beautifully nicely neat subtle gentle gently smooth slow slowly quickly soft light plain normal standard
regular default really actually basically literally totally somehow evenly equally properly correctly
automatically enough fine everything everyone hey hi hello dear thanks
""".split()  # noqa: SIM905
NEAR: dict[str, str] = {
    "voice": (
        "voiceover|voice|narration|narrator|speech|speak|dialogue|talk|say|tts|text-to-speech|lip sync|lip|sing|"
        "dub"
    ),
    "text": (
        "translate|translation|subtitle|transcribe|font|typeface|emoji|sticker|logo|watermark|arrow|handwriting|"
        "bold|italic"
    ),
    "picture": (
        "background|crop|retouch|erase|object|face|people|person|sky|bigger|enlarge|rotate|flip|mirror|sharpen|"
        "denoise|upscale|elephant|dog|cat|dinosaur|dance|dancing|animal|draw|paint|ai|cartoon|3d|morph|brightness|"
        "brighter|darker|exposure|contrast|smile|eyes|hair|text size"
    ),
    "motion": (
        "shake|spin|rotate|bounce|particle|confetti|firework|snow|rain|fire|explosion|sparkle|glitch|animate|"
        "parallax|wobble|light leak"
    ),
    "sound": "sound effect|sfx|noise|applause|rap|lyrics|instrument",
}  # fmt: skip
