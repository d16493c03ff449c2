"""English ways to say a value: joins, motions, looks, moods, colours, places, directions, sizes."""

from __future__ import annotations

VALUES: dict[str, dict[str, str]] = {
    "join": {
        "crossfade": (
            "crossfade|cross fade|cross-fade|dissolve|cross dissolve|fade|fade into each other|"
            "fade into one another|soft transition|smooth transition|blend|melt|fade from one to the next|"
            "smoothly|cross-dissolve|dip|fade in and out|fade in and fade out|fade in/out|standard transition|"
            "simple transition|gentle transition"
        ),
        "fade-black": (
            "fade through black|fade to black|dip to black|fade black|black fade|fade via black|fade from black|"
            "through black|dip through black|fade in from black|fade thru black|fade-to-black|fade-through-black|"
            "via black"
        ),
        "fade-white": (
            "fade through white|fade to white|dip to white|fade white|white fade|flash white|white flash|flash|"
            "through white|fade via white|dip through white|flash to white|fade-to-white|fade-through-white|"
            "via white"
        ),
        "wipe": "wipe|curtain",
        "slide": "slide in|slide over|slide out|slide transition|slide across|swipe|sliding", "push": "push",
        "zoom": "zoom transition|zoom through|zoom",
        "circle": "circle|iris|circular|round wipe|circle wipe|iris wipe|circle open", "blur": "blur",
        "cut": "hard cut|straight cut|cut|jump cut|plain cut|simple cut|clean cut|direct cut|no transition",
        "varied": (
            "different transition|various transition|random transition|mixed transition|varied transition|"
            "variety of transition|mix of transition|mix up the transition|all kinds of transition"
        ),
    },
    "motion": {
        "zoom-in": (
            "zoom in|zoom into|push in|move in|closer|zoom|move closer|zoom towards|dolly in|zoom-in|get closer"
        ),
        "zoom-out": (
            "zoom out|pull back|pull out|move away|zoom away|dolly out|zoom-out|move back|pull away|zoom back"
        ),
        "pan": "pan|panning|drift|glide|scroll|travel|sweep",
        "none": (
            "still|static|stand still|stay still|freeze|motionless|no motion|don't move|do not move|stop moving|"
            "frozen|unmoving|fixed|steady|without moving|no movement|hold still|no camera movement|stationary|"
            "not move|nothing moves"
        ),
        "gentle": (
            "ken burns|ken burns effect|gentle motion|gentle movement|slow movement|subtle motion|bring to life|"
            "some movement|some motion|subtle movement|a little movement|slow motion effect|camera movement|"
            "bring them to life|gently move|move gently|different motion|varied motion"
        ),
    },
    "look": {
        "mono": (
            "black and white|black & white|black-and-white|b&w|b/w|monochrome|greyscale|grayscale|mono|bw|noir|"
            "b & w|desaturate|no color|no colour|without color|without colour|grey scale|gray scale|colorless|"
            "colourless"
        ),
        "sepia": "sepia|sepia tone|sepia-toned|old photo look|brownish",
        "warm": "warm|warmer|golden|sunny|warm tone|warm color|warm colour|golden hour|cosy|cozy|sunset",
        "cool": (
            "cooler|cold|colder|bluish|cool tone|cool color|cool colour|cool|icy|blueish|chilly|cool look|"
            "cool filter|wintry"
        ),
        "vivid": (
            "vivid|colors pop|colours pop|colors stand out|colours stand out|vibrant|saturated|punchy|colorful|"
            "colourful|more color|more colour|brighter colors|"
            "brighter colours|bright color|bright colour|saturation|strong color|strong colour|intense color|"
            "rich color|rich colour|more saturated"
        ),
        "vintage": (
            "vintage|retro|old film|old-fashioned|nostalgic|70s|1970s|film look|analog|analogue|old school|"
            "oldschool|aged|old-timey|polaroid|seventies|80s|1980s|faded look"
        ),
        "soft": "soft|dreamy|softer|soft focus|hazy|romantic look|pastel|soft look|glow|misty",
        "none": (
            "normal again|back to normal|normal|original|original color|original colour|full color|full colour|"
            "natural color|natural colour|in color|"
            "in colour|color again|colour again|normal color|normal colour|unfiltered|color back|colour back|"
            "back to color|back to colour"
        ),
    },
    "mood": {
        "calm": (
            "calm|calmer|relaxing|relaxed|peaceful|quiet|gentle|soft|soothing|tranquil|slow|mellow|serene|"
            "meditative|calming|easygoing|light"
        ),
        "upbeat": (
            "upbeat|energetic|lively|fast|driving|dance|electronic|edm|party|techno|pop|funky|rhythmic|peppy|"
            "bouncy|catchy|up-tempo|uptempo|dynamic|punchy|exciting|energising|energizing|disco|workout"
        ),
        "happy": (
            "happy|happier|cheerful|joyful|fun|playful|sunny|merry|feel-good|feelgood|feel good|bright|jolly|"
            "birthday|optimistic|ukulele"
        ),
        "cinematic": (
            "cinematic|movie-like|filmic|orchestral|movie|film score|classical|sweeping|movie-style|hollywood|"
            "strings"
        ),
        "dramatic": (
            "dramatic|tense|suspenseful|dark|intense|thriller|scary|suspense|moody|spooky|horror|ominous|"
            "mysterious"
        ),
        "lofi": (
            "lofi|lo-fi|lo fi|chill|chillhop|chilled|jazz|jazzy|hip hop|hip-hop|laid back|laid-back|lounge|"
            "coffee shop|study"
        ),
        "ambient": "ambient|atmospheric|spacey|drone|dreamy|ethereal|floating|new age|airy|spa",
        "corporate": (
            "corporate|business|motivational|inspiring|inspirational|uplifting|presentation|professional|tech|"
            "commercial|advert|motivating|promo"
        ),
        "romantic": (
            "romantic|love|wedding|sentimental|tender|emotional|piano|acoustic|guitar|sad|melancholic|nostalgic|"
            "touching|valentine|melancholy|heartfelt"
        ),
        "epic": "epic|heroic|powerful|trailer|grand|majestic|rock|triumphant|adventurous|big|huge|bombastic|metal",
    },
    "color": {
        "#ffffff": "white", "#000000": "black", "#ff0000": "red", "#ffff00": "yellow", "#0000ff": "blue",
        "#008000": "green", "#ffa500": "orange", "#800080": "purple|violet", "#ffc0cb": "pink",
        "#ffd700": "gold|golden", "#808080": "grey|gray", "#c0c0c0": "silver", "#00ffff": "cyan|turquoise|aqua",
        "#ff00ff": "magenta", "#a52a2a": "brown",
    },
    "place": {
        "top": "top|to the top|upper|at the top|on top|above|up top|upper third|top of the screen|top of the frame",
        "center": (
            "center|centre|middle|in the middle|in the center|in the centre|centered|centred|middle of the screen"
        ),
        "bottom": (
            "bottom|lower third|lower|at the bottom|underneath|below|"
            "bottom of the screen|bottom of the frame|bottom third"
        ),
    },
    "dir": {
        "left": (
            "left|leftward|leftwards|to the left|right to left|from right to left|from the right|right-to-left|"
            "from right|from the right to the left|toward the left|towards the left"
        ),
        "right": (
            "right|rightward|rightwards|to the right|left to right|from left to right|from the left|left-to-right|"
            "from left|from the left to the right|toward the right|towards the right"
        ),
        "up": (
            "up|upward|upwards|from the bottom|bottom to top|from bottom to top|from below|bottom up|"
            "from the bottom to the top|from the bottom up"
        ),
        "down": (
            "down|downward|downwards|from the top|top to bottom|from top to bottom|from above|"
            "from the top to the bottom|from the top down"
        ),
    },
    "aspect": {
        "9:16": (
            "vertical|portrait|tiktok|tik tok|instagram reel|instagram story|story for instagram|"
            "story on instagram|reel for instagram|reel on instagram|story for insta|for my story|"
            "instagram stories|ig story|ig reel|"
            "youtube short|youtube shorts|snapchat|upright|phone format|facebook story|whatsapp status|"
            "insta story|for my phone|phone screen|for mobile|insta reel|insta reels|instagram reels|a reel|9x16|"
            "9 by 16|tall|youtube-short"
        ),
        "16:9": (
            "landscape|horizontal|widescreen|wide screen|youtube|tv|television|16x9|16 by 9|desktop|wide|vimeo|"
            "for the tv"
        ),
        "1:1": (
            "square|instagram|instagram post|1x1|insta|instagram feed|1 by 1|facebook post|ig post|ig feed|squared"
        ),
        "4:5": "4x5|4 by 5|instagram portrait|facebook feed", "4:3": "4x3|4 by 3|old tv|classic tv|standard tv",
        "3:4": "3x4|3 by 4|xiaohongshu|pinterest|rednote", "2:3": "2x3", "3:2": "3x2",
        "21:9": "21x9|21 by 9|ultrawide|ultra wide|cinemascope|ultra-wide|letterbox", "5:4": "5x4",
    },
    "res": {
        "2160": "4k|uhd|ultra hd|ultra high definition|2160p", "1440": "2k|qhd|1440p",
        "1080": "full hd|fullhd|1080p|fhd|1080", "720": "hd|720p|hd ready", "540": "540p", "480": "480p|sd",
        "360": "360p",
    },
    "fit": {
        "fit": (
            "don't crop|do not crop|without cropping|show the whole picture|no cropping|fit the whole picture|"
            "uncropped"
        ),
        "cover": "fill the frame|fill the screen|crop to fill|no black bars|without black bars|no bars",
    },
}  # fmt: skip
