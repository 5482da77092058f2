import { type PictureBounds, scaledPicture } from './scaling';

interface Asked {
  readonly blob: Blob;
  readonly bounds: PictureBounds;
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Asked>) => void;
  postMessage(made: Blob | null): void;
};

/** Scales pictures beside the screen, which goes on answering taps. */
scope.onmessage = ({ data }) => {
  void scaledPicture(data.blob, data.bounds)
    .catch(() => null)
    .then((made) => scope.postMessage(made));
};
