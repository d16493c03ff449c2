/** The shared controls. */
export { Button, type ButtonProps } from "./button";
export { Chip, type ChipData } from "./chip";
export { Menu, type MenuItem, type MenuProps } from "./menu";
export { Progress, Ring } from "./progress";
