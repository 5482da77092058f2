import { Encrypter } from 'age-encryption';

/** Encrypts parts to a recipient, in the form of age; piece by piece, so that it needs no memory. */
export async function sealed(
  parts: AsyncIterable<Uint8Array>,
  recipient: string,
): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(streamOf(parts));
}

function streamOf(parts: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const from = parts[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await from.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
