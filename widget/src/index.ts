import { SaldoChat } from './element';

if (!customElements.get('saldo-chat')) customElements.define('saldo-chat', SaldoChat);

export { SaldoChat };
