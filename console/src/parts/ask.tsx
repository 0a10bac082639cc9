import { Alert, App, Form, Input, Modal } from 'antd';
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react';
import { hasWaited } from '../api/client';
import { useWords } from '../i18n';
import { common } from '../words';
import { useProblemText } from './trouble';

export interface Question {
  title: string;
  text?: ReactNode;
  /** The word on the button: what is done, not "OK". */
  act: string;
  danger?: boolean;
  /** Whether a reason has to be given. */
  reason?: boolean;
  /** Done while the dialog stands; where it is refused, the dialog stays and says why. */
  run: (reason: string) => Promise<unknown>;
  done?: string;
}

const Context = createContext<(question: Question) => void>(() => undefined);

/** Asks before something that cannot simply be undone. */
export const useAsk = () => useContext(Context);

export function Asking({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [form] = Form.useForm<{ reason?: string }>();
  const { message } = App.useApp();
  const t = useWords(common);
  const text = useProblemText();
  const running = useRef(false);

  const ask = useCallback(
    (next: Question) => {
      form.resetFields();
      setError(undefined);
      setQuestion(next);
    },
    [form],
  );
  const run = async () => {
    if (!question || running.current) return;
    const { reason } = await form.validateFields();
    running.current = true;
    setBusy(true);
    setError(undefined);
    try {
      hasWaited();
      await question.run(reason?.trim() ?? '');
      if (!hasWaited()) message.success(question.done ?? t('saved'));
      setQuestion(undefined);
    } catch (fault) {
      setError(fault);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return (
    <Context.Provider value={ask}>
      {children}
      <Modal
        open={Boolean(question)}
        title={question?.title}
        okText={question?.act}
        cancelText={t('cancel')}
        okButtonProps={{ danger: question?.danger, loading: busy }}
        onOk={() => void run().catch(() => undefined)}
        onCancel={() => setQuestion(undefined)}
        forceRender
        // Above a drawer, from which it may have been asked.
        zIndex={1100}
      >
        <div className="stack">
          {question?.text && <div>{question.text}</div>}
          <Form form={form} layout="vertical" onFinish={() => void run().catch(() => undefined)} requiredMark={false}>
            {question?.reason && (
              <Form.Item name="reason" label={t('reason')} extra={t('reason_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
                <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
              </Form.Item>
            )}
          </Form>
          {error !== undefined && <Alert type="error" showIcon title={text(error)} />}
        </div>
      </Modal>
    </Context.Provider>
  );
}
