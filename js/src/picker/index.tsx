/** ImagePicker's front end. */
import { widget } from "../core/mount";
import { PickerAlone } from "./picker";
import css from "./picker.css";
import type { PickerTraits } from "./types";

export default widget<PickerTraits>(PickerAlone, css);
