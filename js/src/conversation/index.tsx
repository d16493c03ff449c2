/** Conversation's front end. */
import { widget } from "../core/mount";
import { ConversationAlone } from "./conversation";
import css from "./conversation.css";
import type { ConversationTraits } from "./types";

export default widget<ConversationTraits>(ConversationAlone, css);
