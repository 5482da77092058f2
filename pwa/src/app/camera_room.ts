import { app } from './app.svelte';
import { type CameraRoom, cameraRoom as roomNow } from './storage';

/** The room for photos; a screen that asks is drawn anew when it changes. */
export function cameraRoom(): CameraRoom {
  void app.sync;
  return roomNow();
}
