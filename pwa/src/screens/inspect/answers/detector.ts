import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** What finds codes in a picture. */
export interface Detector {
  detect(video: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

/** The browser's own detector where it has one, else a program that this app brings along. */
export async function openDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: new () => Detector }).BarcodeDetector;
  if (own) return new own();
  const { BarcodeDetector, setZXingModuleOverrides } = await import('barcode-detector/ponyfill');
  setZXingModuleOverrides({ locateFile: () => wasm });
  return new BarcodeDetector();
}
