import { Button, FileButton, Modal, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { listMailImages, uploadMailImage } from '#modules/templates/contract/parts.ts';
import { type Block, IMAGE_TYPES } from '#modules/templates/schema.ts';
import { upload } from '../../api.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { Address, Align, within } from './controls.tsx';
import classes from './templates.module.css';

type ImageBlock = Extract<Block, { type: 'image' }>;

/** Which picture, what it shows in words, where it leads. */
export function ImageField({ block, onChange }: { block: ImageBlock; onChange: (block: ImageBlock) => void }) {
  const { field: texts, picture } = useTexts().templates;
  const [choosing, setChoosing] = useState(false);
  const images = useRead(listMailImages, {}, { topics: ['mail_image'] }).data?.items ?? [];
  const chosen = images.find(({ id }) => id === block.imageId);
  return (
    <>
      {chosen && (
        <img src={chosen.path} alt={block.alt} style={{ maxHeight: 120, maxWidth: '100%', objectFit: 'contain', justifySelf: 'start' }} />
      )}
      <Button variant="default" w="fit-content" onClick={() => setChoosing(true)}>
        {picture.choose}
      </Button>
      <TextInput
        label={texts.alt}
        description={texts.altHelp}
        value={block.alt}
        maxLength={500}
        onChange={(event) => onChange({ ...block, alt: event.currentTarget.value })}
      />
      <Address value={block.href} onChange={(href) => onChange({ ...block, href })} />
      <div className={classes.pair}>
        <NumberInput
          label={texts.width}
          min={10}
          max={100}
          value={block.width}
          onChange={(width) => onChange({ ...block, width: within(Number(width), 10, 100) })}
        />
        <Align value={block.align} onChange={(align) => onChange({ ...block, align })} />
      </div>
      <ChooseImage
        opened={choosing}
        images={images}
        onClose={() => setChoosing(false)}
        onChoose={(imageId) => {
          onChange({ ...block, imageId });
          setChoosing(false);
        }}
      />
    </>
  );
}

interface ChooseProps {
  opened: boolean;
  images: readonly { id: string; name: string; path: string; width: number; height: number }[];
  onClose: () => void;
  onChoose: (id: string) => void;
}

function ChooseImage({ opened, images, onClose, onChoose }: ChooseProps) {
  const { templates, ui } = useTexts();
  const texts = templates.picture;
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const take = async (file: File | null) => {
    if (!file) return;
    setBusy(true);
    try {
      onChoose((await upload(uploadMailImage, {}, [file])).id);
    } catch (error) {
      toast.problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={texts.title} size="lg" closeButtonProps={{ 'aria-label': ui.common.close }}>
      <div className={classes.column}>
        <FileButton onChange={(file) => void take(file)} accept={IMAGE_TYPES.join(',')}>
          {(props) => (
            <Button {...props} loading={busy} w="fit-content">
              {texts.upload}
            </Button>
          )}
        </FileButton>
        {images.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
        <div className={classes.pictures}>
          {images.map((image) => (
            <button key={image.id} type="button" className={classes.picture} onClick={() => onChoose(image.id)}>
              <img src={image.path} alt="" loading="lazy" />
              <span>{image.name}</span>
              <span className={classes.quiet}>{texts.size(image.width, image.height)}</span>
            </button>
          ))}
        </div>
      </div>
    </Modal>
  );
}
