import { app } from './app.svelte';
import { type CameraRoom, cameraRoom as roomNow } from './storage';

// One answer each for all rows of a form: what is told of an exchange seldom changes them.
const allowed = $derived.by(() => asked().allowed);
const reduced = $derived.by(() => asked().reduced);

const room: CameraRoom = {
  get allowed() {
    return allowed;
  },
  get reduced() {
    return reduced;
  },
};

/** The room for photos; a screen that asks is drawn anew when it changes. */
export function cameraRoom(): CameraRoom {
  return room;
}

function asked(): CameraRoom {
  void app.sync;
  return roomNow();
}
