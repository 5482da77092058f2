import { app } from './app.svelte';
import { type CameraRoom, roomIn } from './photos';

/** The room for photos on this device as of its last look. */
export function cameraRoom(): CameraRoom {
  return roomIn(app.sync.freeBytes);
}
