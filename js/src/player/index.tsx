/** The player as a widget of its own. */
import { widget } from "../core/mount";
import { Player, type PlayerTraits } from "./player";
import playerCss from "./player.css";

export default widget<PlayerTraits>(({ model }) => <Player model={model} />, playerCss);
