import { isObject, type Json, type JsonObject } from '../domain';
import { m } from '../paraglide/messages.js';

/** How long a device may look for its position. */
export const LOOK_MS = 20_000;
const DECIMALS = 6;

/** Why there is no position; the device's own codes and one more for a browser without any. */
export type NoPosition = 'denied' | 'unavailable' | 'timeout' | 'none';

/** The value of an answer from what a device measured: degrees to a decimetre, metres rounded up. */
export function measured({
  latitude,
  longitude,
  accuracy,
}: Pick<GeolocationCoordinates, 'latitude' | 'longitude' | 'accuracy'>): JsonObject {
  const point = [degrees(latitude), degrees(longitude)];
  if (!Number.isFinite(accuracy) || accuracy < 0) return { point };
  return { point, accuracy_m: String(Math.ceil(accuracy)) };
}

function degrees(value: number): string {
  const text = value.toFixed(DECIMALS).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

/** Asks the device once. Rejects with a `NoPosition`; the signal ends the asking. */
export function askPosition(
  geolocation: Geolocation | undefined,
  signal: AbortSignal,
): Promise<JsonObject> {
  return new Promise((resolve, reject: (why: NoPosition) => void) => {
    if (!geolocation) return reject('none');
    const ended = ({ code }: Pick<GeolocationPositionError, 'code'>) =>
      reject(code === 1 ? 'denied' : code === 3 ? 'timeout' : 'unavailable');
    const options = { enableHighAccuracy: true, timeout: LOOK_MS, maximumAge: 0 };
    geolocation.getCurrentPosition(({ coords }) => resolve(measured(coords)), ended, options);
    signal.addEventListener('abort', () => reject('unavailable'));
  });
}

/** Why there is none, and what to do. */
export function noPositionWords(why: NoPosition): string {
  if (why === 'denied') return m.position_denied();
  if (why === 'timeout') return m.position_timeout({ count: LOOK_MS / 1000 });
  return why === 'none' ? m.position_none() : m.position_unavailable();
}

/** A recorded place in words: where, and how exactly that is known. */
export function pointWords(value: Json): string {
  if (!isObject(value) || !Array.isArray(value['point'])) return '';
  const point = value['point'].join(', ');
  const accuracy = value['accuracy_m'];
  return typeof accuracy === 'string'
    ? m.point_measured({ point, accuracy })
    : m.point_by_hand({ point });
}

/** Two fields as the one text that is kept while it is typed, and back; nothing in both is nothing. */
export const joinedFields = (latitude: string, longitude: string): string =>
  latitude.trim() === '' && longitude.trim() === '' ? '' : `${latitude}; ${longitude}`;

export function fieldsOf(text: string): readonly [latitude: string, longitude: string] {
  const [latitude = '', ...rest] = text.includes(';') ? text.split(/; ?/) : text.split(/, ?/);
  return [latitude, rest.join('; ')];
}
