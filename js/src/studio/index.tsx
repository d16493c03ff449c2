/** The Studio's front end. */
import talkCss from "../conversation/conversation.css";
import { widget } from "../core/mount";
import pickerCss from "../picker/picker.css";
import playerCss from "../player/player.css";
import timelineCss from "../timeline/timeline.css";
import { Studio } from "./studio";
import studioCss from "./studio.css";
import type { StudioTraits } from "./types";

export default widget<StudioTraits>(Studio, pickerCss + talkCss + playerCss + timelineCss + studioCss);
