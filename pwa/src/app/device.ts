import { browserPorts, newId } from '../ports';

const DEVICE_KEY = 'fieldseal-device';
const PERSON_KEY = 'fieldseal-person';

/** This device's id; a new one is made once, or when its chain was cloned. */
export function deviceId(): string {
  const kept = localStorage.getItem(DEVICE_KEY);
  if (kept) return kept;
  return renewDevice();
}

/** Makes this a new device: its next sign-in opens a fresh chain. */
export function renewDevice(): string {
  const id = newId(browserPorts.clock, browserPorts.random);
  localStorage.setItem(DEVICE_KEY, id);
  return id;
}

/** A name by which people know the device again. */
export function deviceName(): string {
  const system =
    /Android|iPad|iPhone|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? 'Browser';
  return `${system} ${deviceId().slice(-4).toUpperCase()}`;
}

/** The person this device opens for without a network. */
export const lastPerson = {
  get: (): string | null => localStorage.getItem(PERSON_KEY),
  set: (id: string): void => localStorage.setItem(PERSON_KEY, id),
  forget: (): void => localStorage.removeItem(PERSON_KEY),
};
