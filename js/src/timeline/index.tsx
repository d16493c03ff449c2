/** The timeline as a widget of its own. */
import { widget } from "../core/mount";
import { Timeline, type TimelineTraits, timelineCss } from "./timeline";

export default widget<TimelineTraits>(({ model }) => <Timeline model={model} />, timelineCss);
