import { walk } from './fire_safety_walk';
import { InspectPage } from './inspect';

/** The fire safety checklist of the demo, filled in Chromium. */
export class FireSafety extends InspectPage {
  premises = (): Promise<void> => walk.premises(this);
  exits = (): Promise<void> => walk.exits(this);
  extinguisher = (code: string): Promise<void> => walk.extinguisher(this, code);
  systems = (): Promise<void> => walk.systems(this);
  ignition = (): Promise<void> => walk.ignition(this);
  duty = (): Promise<void> => walk.duty(this);
}
